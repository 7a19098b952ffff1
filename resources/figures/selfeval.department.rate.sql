-- key: selfeval.department.rate
-- title: 部门整体支出自评率
-- unit: %
-- aggregate: rate
-- budget_year: Y-1
-- filled: selfeval.department
-- definition: 部门整体支出自评部门数 ÷ 上一预算年度应开展部门整体支出自评的部门数。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）
SELECT d.office, d.id, d.label, NULL AS amount, d.top, d.bottom
FROM (
    SELECT u.office, u.id, u.name AS label,
        CASE WHEN EXISTS (
            SELECT 1 FROM selfeval AS e
            WHERE e.office = u.office AND e.subject_kind = 'department' AND e.subject = u.id AND e.year = :year - 1
              AND e.state IN ('passed', 'sealed')) THEN 1 ELSE 0 END AS top,
        CASE WHEN EXISTS (
            SELECT 1 FROM unit_year AS y
            WHERE y.office = u.office AND y.year = :year - 1 AND y.unit = u.id
              AND y.active = 1 AND y.owes_overall = 1) THEN 1 ELSE 0 END AS bottom
    FROM in_scope AS s
    JOIN unit AS u ON u.office = s.office
    WHERE u.kind IN ('department', 'township')
) AS d
WHERE d.top + d.bottom > 0
