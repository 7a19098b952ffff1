-- key: rectify.recovered.count
-- title: 收回资金项目数
-- unit: 个
-- aggregate: count
-- budget_year: event
-- filled: finding
-- definition: 当年完成整改（销号）、整改结果为收回资金的被评对象数；金额见收回资金金额。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）第五章 评价结果应用
SELECT f.office, f.subject_kind || ' ' || COALESCE(NULLIF(f.subject, ''), f.subject_name) AS id,
    MIN(f.subject_name) AS label, SUM(f.amount) AS amount,
    NULL AS top,
    NULL AS bottom
FROM in_scope AS s
JOIN finding AS f ON f.office = s.office
WHERE f.source = '财政评价'
  AND f.state = '销号' AND SUBSTR(COALESCE(f.closed_on, f.replied_on, f.sent_on), 1, 4) = CAST(:year AS TEXT)
  AND f.outcome = '收回资金'
GROUP BY f.office, f.subject_kind, COALESCE(NULLIF(f.subject, ''), f.subject_name)
