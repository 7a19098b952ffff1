-- key: target.review.rejected.count
-- title: 不予入库项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: target.project
-- definition: 当年绩效目标审核后最终不予入库的项目数。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）附3 绩效目标审核表
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN project AS p ON p.office = s.office AND p.year = :year
WHERE p.state = 'rejected'
