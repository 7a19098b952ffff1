-- key: monitor.department.rate
-- title: 运行监控覆盖率（部门）
-- unit: %
-- aggregate: rate
-- budget_year: Y
-- filled: monitor.department
-- definition: 实施绩效运行监控部门数 ÷ 当年应报部门整体监控表的部门数。统计期间为 --month 指定的截止月份，未指定时为当年最后一个普
--   通监控期间；专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）
WITH period AS (
    SELECT DISTINCT n.special
    FROM in_scope AS o
    JOIN monitoring AS n ON n.office = o.office AND n.year = :year AND n.month = :month
)
SELECT d.office, d.id, d.label, NULL AS amount, d.top, d.bottom
FROM (
    SELECT u.office, u.id, u.name AS label,
        CASE WHEN EXISTS (
            SELECT 1 FROM monitoring AS m
            WHERE m.office = u.office AND m.subject_kind = 'department' AND m.subject = u.id AND m.year = :year
              AND m.month = :month AND m.state IN ('passed', 'sealed')) THEN 1 ELSE 0 END AS top,
        CASE WHEN EXISTS (
            SELECT 1 FROM unit_year AS y
            WHERE y.office = u.office AND y.year = :year AND y.unit = u.id
              AND y.active = 1 AND y.owes_overall = 1)
            AND '' IN (SELECT special FROM period) THEN 1 ELSE 0 END AS bottom
    FROM in_scope AS s
    JOIN unit AS u ON u.office = s.office
    WHERE u.kind IN ('department', 'township')
) AS d
WHERE d.top + d.bottom > 0
