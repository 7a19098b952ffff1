-- key: rectify.recovered.amount
-- title: 收回资金金额
-- unit: 万元
-- aggregate: sum
-- budget_year: event
-- filled: finding
-- definition: 当年整改中收回的财政资金之和，日期依次取销号、回复、反馈日期。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）第五章 评价结果应用
SELECT f.office, f.id, f.number || ' ' || f.subject_name AS label, f.recovered AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN finding AS f ON f.office = s.office
WHERE f.source = '财政评价' AND f.recovered IS NOT NULL
  AND SUBSTR(COALESCE(f.closed_on, f.replied_on, f.sent_on), 1, 4) = CAST(:year AS TEXT)
