-- key: target.review.amount_cut
-- title: 目标审核核减金额
-- unit: 万元
-- aggregate: sum
-- budget_year: Y
-- filled: target.project
-- definition: 申报金额减批复金额之和；每个项目取申报、批复金额齐全的最早一版绩效目标。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）附3 绩效目标审核表
SELECT p.office, p.id, p.name AS label, t.submitted_amount - t.approved_amount AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN project AS p ON p.office = s.office AND p.year = :year
JOIN target AS t ON t.office = p.office AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year
WHERE t.submitted_amount IS NOT NULL AND t.approved_amount IS NOT NULL
  AND NOT EXISTS (
      SELECT 1 FROM target AS e
      WHERE e.office = t.office AND e.subject_kind = 'project' AND e.subject = t.subject AND e.year = t.year
        AND e.version < t.version AND e.submitted_amount IS NOT NULL AND e.approved_amount IS NOT NULL)
