-- key: target.department.count
-- title: 开展整体支出绩效目标管理部门数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: target.department
-- definition: 当年部门整体支出绩效目标已批复的一级预算部门（单位）数；乡镇、街道计入，二级预算单位不计。
-- basis: 《中央部门预算绩效目标管理办法》（财预〔2015〕88号）；中发〔2018〕34号
SELECT u.office, u.id, u.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN unit AS u ON u.office = s.office
WHERE u.kind IN ('department', 'township')
  AND EXISTS (
      SELECT 1 FROM target AS t
      WHERE t.office = u.office AND t.subject_kind = 'department' AND t.subject = u.id AND t.year = :year
        AND t.state = 'approved')
