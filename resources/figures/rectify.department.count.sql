-- key: rectify.department.count
-- title: 反馈整改部门数
-- unit: 个
-- aggregate: distinct
-- budget_year: event
-- filled: finding
-- definition: 当年就财政评价问题回复整改情况的责任部门数（一个问题可有一个或多个责任部门，按部门去重；二级单位归入其主管部门）。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）第五章 评价结果应用
SELECT d.office, d.id, d.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN finding AS f ON f.office = s.office
JOIN finding_unit AS r ON r.office = f.office AND r.finding = f.id
JOIN unit AS u ON u.office = r.office AND u.id = r.unit
JOIN unit AS d ON d.office = u.office AND d.id = COALESCE(u.parent, u.id)
WHERE f.source = '财政评价'
  AND SUBSTR(COALESCE(r.replied_on, f.replied_on), 1, 4) = CAST(:year AS TEXT)
