-- key: target.project.own.amount
-- title: 本级财力安排纳入绩效目标管理项目金额
-- unit: 万元
-- aggregate: sum
-- budget_year: Y
-- filled: target.project
-- definition: 资金级次为本级的上述项目整项计入，财政资金全年（调整后）预算数之和。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）；中发〔2018〕34号
SELECT p.office, p.id, p.name AS label, (SELECT SUM(f.adjusted) FROM funding AS f
        WHERE f.office = p.office AND f.project = p.id
          AND f.source IN ('central', 'province', 'city', 'county', '未分')) AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN project AS p ON p.office = s.office AND p.year = :year
WHERE p.state = 'admitted'
  AND p.class = 'own'
  AND EXISTS (
      SELECT 1 FROM target AS t
      WHERE t.office = p.office AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year
        AND t.state = 'approved')
