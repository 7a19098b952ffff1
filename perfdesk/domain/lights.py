"""The lights of 双监控: money by the rate against the time gone by, targets by the likeliest outcome; never blended.

The 80 % 通报线 is a list of its own and no colour.
Source: 《中央部门预算绩效运行监控管理暂行办法》（财预〔2019〕136号）.
"""

RED, GREEN = 60, 80
"""Percents of what is due by the cut-off month: below RED red, from GREEN on green, yellow between."""

WORDS = ("红", "黄", "绿")
