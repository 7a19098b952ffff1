-- key: monitor.project.superior.count
-- title: 上级专项转移支付监控项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: monitor.project
-- definition: 其中资金级次为上级（上级专项转移支付）的项目数。统计期间为 --month 指定的截止月份，未指定时为当年最后一个普通监控期间；
--   专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN monitoring AS m ON m.office = s.office AND m.year = :year AND m.month = :month
    AND m.subject_kind = 'project' AND m.state IN ('passed', 'sealed')
JOIN project AS p ON p.office = m.office AND p.id = m.subject
WHERE p.class = 'superior'
