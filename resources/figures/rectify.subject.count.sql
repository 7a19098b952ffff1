-- key: rectify.subject.count
-- title: 反馈整改评价对象数
-- unit: 个
-- aggregate: count
-- budget_year: event
-- filled: finding
-- definition: 评价问题已反馈、要求整改的被评对象数（项目和部门整体各计，同一对象的多个问题只计一次）。以反馈（发出）日期在当年的财政评价问题为
--   准。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）第五章 评价结果应用
SELECT f.office, f.subject_kind || ' ' || COALESCE(NULLIF(f.subject, ''), f.subject_name) AS id,
    MIN(f.subject_name) AS label, SUM(f.amount) AS amount,
    NULL AS top,
    NULL AS bottom
FROM in_scope AS s
JOIN finding AS f ON f.office = s.office
WHERE f.source = '财政评价'
  AND SUBSTR(f.sent_on, 1, 4) = CAST(:year AS TEXT)
GROUP BY f.office, f.subject_kind, COALESCE(NULLIF(f.subject, ''), f.subject_name)
