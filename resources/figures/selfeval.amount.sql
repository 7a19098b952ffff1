-- key: selfeval.amount
-- title: 自评资金总额
-- unit: 万元
-- aggregate: sum
-- budget_year: Y-1
-- filled: selfeval.project
-- definition: 已完成自评项目的财政资金（中央、省、市、县本级及来源未分）全年（调整后）预算数之和，单位资金、其他资金不计。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）
SELECT p.office, p.id, p.name AS label, (SELECT SUM(f.adjusted) FROM funding AS f
        WHERE f.office = p.office AND f.project = p.id
          AND f.source IN ('central', 'province', 'city', 'county', '未分')) AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN selfeval AS e ON e.office = s.office AND e.year = :year - 1 AND e.subject_kind = 'project'
    AND e.state IN ('passed', 'sealed')
JOIN project AS p ON p.office = e.office AND p.id = e.subject
