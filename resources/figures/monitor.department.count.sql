-- key: monitor.department.count
-- title: 实施绩效运行监控部门数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: monitor.department
-- definition: 部门整体支出绩效运行监控表已审（通过或封存）的一级预算部门（单位）数。统计期间为 --month 指定的截止月份，未指定时为当年
--   最后一个普通监控期间；专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）
SELECT u.office, u.id, u.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN monitoring AS m ON m.office = s.office AND m.year = :year AND m.month = :month
    AND m.subject_kind = 'department' AND m.state IN ('passed', 'sealed')
JOIN unit AS u ON u.office = m.office AND u.id = m.subject
WHERE u.kind IN ('department', 'township')
