-- key: monitor.project.superior.amount
-- title: 上级专项转移支付监控项目金额
-- unit: 万元
-- aggregate: sum
-- budget_year: Y
-- filled: monitor.project
-- definition: 上述上级项目整项计入，财政资金全年（调整后）预算数之和。统计期间为 --month 指定的截止月份，未指定时为当年最后一个普通监
--   控期间；专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）
SELECT p.office, p.id, p.name AS label, (SELECT SUM(f.adjusted) FROM funding AS f
        WHERE f.office = p.office AND f.project = p.id
          AND f.source IN ('central', 'province', 'city', 'county', '未分')) AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN monitoring AS m ON m.office = s.office AND m.year = :year AND m.month = :month
    AND m.subject_kind = 'project' AND m.state IN ('passed', 'sealed')
JOIN project AS p ON p.office = m.office AND p.id = m.subject
WHERE p.class = 'superior'
