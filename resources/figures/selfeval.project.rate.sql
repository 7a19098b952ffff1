-- key: selfeval.project.rate
-- title: 项目支出自评率
-- unit: %
-- aggregate: rate
-- budget_year: Y-1
-- filled: selfeval.project
-- definition: 项目支出自评项目数 ÷ 上一预算年度应开展自评的已入库项目数。
-- basis: 《项目支出绩效评价管理办法》（财预〔2020〕10号）
SELECT d.office, d.id, d.label, NULL AS amount, d.top, d.bottom
FROM (
    SELECT p.office, p.id, p.name AS label,
        CASE WHEN EXISTS (
            SELECT 1 FROM selfeval AS e
            WHERE e.office = p.office AND e.subject_kind = 'project' AND e.subject = p.id AND e.year = p.year
              AND e.state IN ('passed', 'sealed')) THEN 1 ELSE 0 END AS top,
        CASE WHEN p.owes_selfeval = 1 AND p.state = 'admitted' THEN 1 ELSE 0 END AS bottom
    FROM in_scope AS s
    JOIN project AS p ON p.office = s.office AND p.year = :year - 1
) AS d
WHERE d.top + d.bottom > 0
