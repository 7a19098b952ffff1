-- key: target.review.second_passed.count
-- title: 二次审核通过项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: target.project
-- definition: 被退回过的项目中，修改后重新申报并通过审核（或已批复）的项目数。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）附3 绩效目标审核表
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN project AS p ON p.office = s.office AND p.year = :year
WHERE EXISTS (
    SELECT 1 FROM target AS t
    WHERE t.office = p.office AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year
      AND t.returns > 0 AND t.state IN ('passed', 'approved'))
