-- key: target.review.returned.count
-- title: 目标审核退回项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: target.project
-- definition: 当年绩效目标审核中至少被退回一次的项目数。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）附3 绩效目标审核表
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN project AS p ON p.office = s.office AND p.year = :year
WHERE EXISTS (
    SELECT 1 FROM target AS t
    WHERE t.office = p.office AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year
      AND t.returns > 0)
