-- key: selfeval.accounts
-- title: 自评覆盖预算账本数
-- unit: 本
-- aggregate: distinct
-- budget_year: Y-1
-- filled: selfeval.project
-- distinct: id
-- definition: 一般公共预算、政府性基金、国有资本经营、社会保险基金四本预算中，至少有一个已完成自评项目的账本数；多个机构合并去重。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）
SELECT p.office, f.account AS id,
    CASE f.account WHEN 'general' THEN '一般公共预算' WHEN 'fund' THEN '政府性基金预算'
        WHEN 'capital' THEN '国有资本经营预算' ELSE '社会保险基金预算' END AS label,
    SUM(f.adjusted) AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN selfeval AS e ON e.office = s.office AND e.year = :year - 1 AND e.subject_kind = 'project'
    AND e.state IN ('passed', 'sealed')
JOIN project AS p ON p.office = e.office AND p.id = e.subject
JOIN funding AS f ON f.office = p.office AND f.project = p.id
WHERE f.account IN ('general', 'fund', 'capital', 'social')
GROUP BY p.office, f.account
