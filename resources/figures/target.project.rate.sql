-- key: target.project.rate
-- title: 项目绩效目标覆盖率
-- unit: %
-- aggregate: rate
-- budget_year: Y
-- filled: target.project
-- definition: 纳入绩效目标管理项目数 ÷ 当年应编报绩效目标的项目数（不予入库、已撤销的除外）。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）；中发〔2018〕34号
SELECT d.office, d.id, d.label, NULL AS amount, d.top, d.bottom
FROM (
    SELECT p.office, p.id, p.name AS label,
        CASE WHEN p.state = 'admitted' AND EXISTS (
            SELECT 1 FROM target AS t
            WHERE t.office = p.office AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year
              AND t.state = 'approved') THEN 1 ELSE 0 END AS top,
        CASE WHEN p.needs_target = 1 AND p.state IN ('draft', 'admitted') THEN 1 ELSE 0 END AS bottom
    FROM in_scope AS s
    JOIN project AS p ON p.office = s.office AND p.year = :year
) AS d
WHERE d.top + d.bottom > 0
