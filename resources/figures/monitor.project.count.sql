-- key: monitor.project.count
-- title: 实施绩效运行监控项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: monitor.project
-- definition: 绩效运行监控表已通过（或封存）的项目数，本级与上级合计。统计期间为 --month 指定的截止月份，未指定时为当年最后一个普通监
--   控期间；专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN monitoring AS m ON m.office = s.office AND m.year = :year AND m.month = :month
    AND m.subject_kind = 'project' AND m.state IN ('passed', 'sealed')
JOIN project AS p ON p.office = m.office AND p.id = m.subject
