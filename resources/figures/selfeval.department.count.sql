-- key: selfeval.department.count
-- title: 部门整体支出自评部门数
-- unit: 个
-- aggregate: count
-- budget_year: Y-1
-- filled: selfeval.department
-- definition: 上一预算年度部门整体支出绩效自评已完成（通过或封存）的一级预算部门（单位）数。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）
SELECT u.office, u.id, u.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN selfeval AS e ON e.office = s.office AND e.year = :year - 1 AND e.subject_kind = 'department'
    AND e.state IN ('passed', 'sealed')
JOIN unit AS u ON u.office = e.office AND u.id = e.subject
WHERE u.kind IN ('department', 'township')
