-- key: target.department.rate
-- title: 整体支出绩效目标覆盖率
-- unit: %
-- aggregate: rate
-- budget_year: Y
-- filled: target.department
-- definition: 整体支出绩效目标已批复的部门数 ÷ 当年应编报整体支出绩效目标的部门数。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）；中发〔2018〕34号
SELECT d.office, d.id, d.label, NULL AS amount, d.top, d.bottom
FROM (
    SELECT u.office, u.id, u.name AS label,
        CASE WHEN EXISTS (
            SELECT 1 FROM target AS t
            WHERE t.office = u.office AND t.subject_kind = 'department' AND t.subject = u.id AND t.year = :year
              AND t.state = 'approved') THEN 1 ELSE 0 END AS top,
        CASE WHEN EXISTS (
            SELECT 1 FROM unit_year AS y
            WHERE y.office = u.office AND y.year = :year AND y.unit = u.id
              AND y.active = 1 AND y.owes_overall = 1) THEN 1 ELSE 0 END AS bottom
    FROM in_scope AS s
    JOIN unit AS u ON u.office = s.office
    WHERE u.kind IN ('department', 'township')
) AS d
WHERE d.top + d.bottom > 0
