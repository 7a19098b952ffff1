-- key: rectify.policy_improved.count
-- title: 完善政策改进管理个数
-- unit: 个
-- aggregate: count
-- budget_year: event
-- filled: finding
-- definition: 当年完成整改（销号）、整改结果为完善政策、改进管理的被评对象数。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）第五章 评价结果应用
SELECT f.office, f.subject_kind || ' ' || COALESCE(NULLIF(f.subject, ''), f.subject_name) AS id,
    MIN(f.subject_name) AS label, SUM(f.amount) AS amount,
    NULL AS top,
    NULL AS bottom
FROM in_scope AS s
JOIN finding AS f ON f.office = s.office
WHERE f.source = '财政评价'
  AND f.state = '销号' AND SUBSTR(COALESCE(f.closed_on, f.replied_on, f.sent_on), 1, 4) = CAST(:year AS TEXT)
  AND f.outcome IN ('完善政策改进管理', '完善政策、改进管理', '完善制度', '改进管理')
GROUP BY f.office, f.subject_kind, COALESCE(NULLIF(f.subject, ''), f.subject_name)
