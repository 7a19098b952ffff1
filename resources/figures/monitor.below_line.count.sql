-- key: monitor.below_line.count
-- title: 低于通报线项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: monitor.project
-- definition: 监控表已通过（或封存）的项目中，累计执行数 ÷ 全年（调整后）预算数低于该期间通报线的项目数；通报线取设置 thresholds
--   .notice（按日期生效，9 月为 80%），没有通报线的期间不统计；执行数以台账为准，台账没有的取监控表，两者皆无的不计。统
--   计期间为 --month 指定的截止月份，未指定时为当年最后一个普通监控期间；专项资金期间须指定。
-- basis: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）；玉溪市财政局 2020 年度预算绩效管理工作开展情况 三、
--   3
SELECT d.office, d.id, d.label, d.adjusted AS amount, NULL AS top, NULL AS bottom
FROM (
    SELECT p.office, p.id, p.name AS label,
        COALESCE(
            (SELECT SUM(e.executed) FROM execution AS e
             WHERE e.office = p.office AND e.project = p.id AND e.month = :month),
            m.executed) AS executed,
        (SELECT SUM(f.adjusted) FROM funding AS f WHERE f.office = p.office AND f.project = p.id) AS adjusted
    FROM in_scope AS s
    JOIN monitoring AS m ON m.office = s.office AND m.year = :year AND m.month = :month
        AND m.subject_kind = 'project' AND m.state IN ('passed', 'sealed')
    JOIN project AS p ON p.office = m.office AND p.id = m.subject
) AS d
WHERE d.executed * 100 < d.adjusted * :line
