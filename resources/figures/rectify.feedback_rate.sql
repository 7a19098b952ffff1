-- key: rectify.feedback_rate
-- title: 反馈率
-- unit: %
-- aggregate: rate
-- budget_year: event
-- filled: finding
-- definition: 问题均已回复的被评对象数 ÷ 已反馈的被评对象数。以反馈（发出）日期在当年的财政评价问题为准。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）第五章 评价结果应用
SELECT f.office, f.subject_kind || ' ' || COALESCE(NULLIF(f.subject, ''), f.subject_name) AS id,
    MIN(f.subject_name) AS label, SUM(f.amount) AS amount,
    MIN(CASE WHEN f.replied_on IS NOT NULL OR f.state IN ('已回复', '核实中', '销号') THEN 1 ELSE 0 END) AS top,
    1 AS bottom
FROM in_scope AS s
JOIN finding AS f ON f.office = s.office
WHERE f.source = '财政评价'
  AND SUBSTR(f.sent_on, 1, 4) = CAST(:year AS TEXT)
GROUP BY f.office, f.subject_kind, COALESCE(NULLIF(f.subject, ''), f.subject_name)
