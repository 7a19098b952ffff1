-- key: selfeval.amount.superior
-- title: 自评资金：上级资金
-- unit: 万元
-- aggregate: sum
-- budget_year: Y-1
-- filled: selfeval.project
-- definition: 自评资金总额中来源高于本机构级次的部分（县级：中央、省、市；市级：中央、省），按资金明细行计算。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）
SELECT p.office, p.id, p.name AS label, SUM(f.adjusted) AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN selfeval AS e ON e.office = s.office AND e.year = :year - 1 AND e.subject_kind = 'project'
    AND e.state IN ('passed', 'sealed')
JOIN project AS p ON p.office = e.office AND p.id = e.subject
JOIN funding AS f ON f.office = p.office AND f.project = p.id
WHERE (f.source = 'central' OR (f.source = 'province' AND s.level <> 'province')
    OR (f.source = 'city' AND s.level = 'county'))
GROUP BY p.office, p.id, p.name
