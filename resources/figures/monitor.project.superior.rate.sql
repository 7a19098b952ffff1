-- key: monitor.project.superior.rate
-- title: 上级专项转移支付监控覆盖率
-- unit: %
-- aggregate: rate
-- budget_year: Y
-- filled: monitor.project
-- definition: 上级专项转移支付监控项目数 ÷ 上级专项转移支付纳入绩效目标管理项目数。统计期间为 --month 指定的截止月份，未指定时为当
--   年最后一个普通监控期间；专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）
WITH period AS (
    SELECT DISTINCT n.special
    FROM in_scope AS o
    JOIN monitoring AS n ON n.office = o.office AND n.year = :year AND n.month = :month
)
SELECT d.office, d.id, d.label, NULL AS amount, d.top, d.bottom
FROM (
    SELECT p.office, p.id, p.name AS label,
        CASE WHEN EXISTS (
            SELECT 1 FROM monitoring AS m
            WHERE m.office = p.office AND m.subject_kind = 'project' AND m.subject = p.id AND m.year = p.year
              AND m.month = :month AND m.state IN ('passed', 'sealed')) THEN 1 ELSE 0 END AS top,
        CASE WHEN p.state = 'admitted' AND EXISTS (
            SELECT 1 FROM target AS t
            WHERE t.office = p.office AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year
              AND t.state = 'approved')
            AND ('' IN (SELECT special FROM period) OR p.tag IN (SELECT special FROM period))
            THEN 1 ELSE 0 END AS bottom
    FROM in_scope AS s
    JOIN project AS p ON p.office = s.office AND p.year = :year
        AND p.class = 'superior'
) AS d
WHERE d.top + d.bottom > 0
