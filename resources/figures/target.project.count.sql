-- key: target.project.count
-- title: 纳入绩效目标管理项目数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: target.project
-- definition: 已入库且绩效目标已批复的项目数，本级与上级合计；同一项目有多个版本的只计一次。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）；中发〔2018〕34号
SELECT p.office, p.id, p.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN project AS p ON p.office = s.office AND p.year = :year
WHERE p.state = 'admitted'
  AND EXISTS (
      SELECT 1 FROM target AS t
      WHERE t.office = p.office AND t.subject_kind = 'project' AND t.subject = p.id AND t.year = p.year
        AND t.state = 'approved')
