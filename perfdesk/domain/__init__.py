"""What the words of the trade mean. Standard library only, no input or output.

One word for one thing (field's term -> name in code):

财政局(本机构) office · 预算部门/预算单位/乡镇街道 department/unit/township · 业务股室 section · 预算年度 year ·
期间 period (cut-off month) · 项目 project · 入库 admit · 四本账 account (general fund capital social) ·
资金来源 source · 性质 nature · 年初预算数/全年预算数/执行数/执行率 initial/adjusted/executed/execution rate ·
绩效目标 target · 总体目标 overall goal · 一级/二级/三级指标 level1/level2/name · 指标性质 relation · 指标值 value ·
度量单位 measure · 分值 weight · 部门整体支出 department overall · 申报 审核 退回 批复 submit review return approve ·
运行监控 monitoring · 偏差原因 deviation cause · 完成可能性 likelihood · 绩效自评 self-evaluation · 等级 grade ·
问题 finding · 整改 rectification · 销号 close · 台账 ledger · 勾稽/审核规则 check · 统计数 figure · 上报包 package ·
汇总 consolidation · 封存 seal · 操作日志 journal · 涉密 classified
"""
