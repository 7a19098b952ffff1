-- key: office.subordinate.count
-- title: 所属县（市、区）数
-- unit: 个
-- aggregate: count
-- budget_year: Y
-- filled: office
-- definition: 向本机构报送的下级财政部门数：已收到数据的，和已登记签名密钥、尚未报送的。
-- basis: 《中华人民共和国预算法》第三条
SELECT o.office, o.id, o.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN office AS o ON o.superior = s.office
WHERE o.office <> s.office
UNION ALL
SELECT r.code AS office, r.code AS id, r.name AS label, NULL AS amount, NULL AS top, NULL AS bottom
FROM in_scope AS s
JOIN roster AS r ON r.office = s.office
WHERE r.revoked_from IS NULL AND r.code NOT IN (SELECT k.office FROM office AS k)
