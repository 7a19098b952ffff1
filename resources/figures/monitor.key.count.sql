-- key: monitor.key.count
-- title: 重点绩效监控项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: monitor.project
-- definition: 当年截至统计期间，列为重点绩效监控且监控报告已出具（有报告日期）的项目数，一个项目只计一次。统计期间为 --month 指定的截
--   止月份，未指定时为当年最后一个普通监控期间；专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN monitoring AS m ON m.office = s.office AND m.year = :year AND m.month <= :month AND m.key_monitoring = 1
    AND m.subject_kind = 'project' AND m.report_on IS NOT NULL
JOIN project AS p ON p.office = m.office AND p.id = m.subject
GROUP BY p.office, p.id, p.name
