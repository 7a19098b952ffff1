-- key: selfeval.project.count
-- title: 项目支出自评项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y-1
-- filled: selfeval.project
-- definition: 上一预算年度项目支出绩效自评已完成（通过或封存）的项目数。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN selfeval AS e ON e.office = s.office AND e.year = :year - 1 AND e.subject_kind = 'project'
    AND e.state IN ('passed', 'sealed')
JOIN project AS p ON p.office = e.office AND p.id = e.subject
