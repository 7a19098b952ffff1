"""A ledger small enough to count by hand: every figure's value is known, and one row decides each of them."""

from __future__ import annotations

WAN = 1_000_000  # 分

# unit: id, kind, parent; unit_year: year, unit, active, owes_overall
UNITS = [("d1", "department", None), ("d2", "department", None), ("t1", "township", None), ("u1", "unit", "d1")]
YEARS = [(2023, "d1", 1, 1), (2023, "d2", 1, 1), (2023, "t1", 1, 1), (2023, "u1", 1, 0), (2022, "d1", 1, 1),
         (2022, "d2", 1, 1), (2022, "t1", 0, 1)]  # fmt: skip

# Each: id, year, class, state, needs_target, owes_selfeval, tag
PROJECTS = [
    ("p1", 2023, "own", "admitted", 1, 1, ""),
    ("p2", 2023, "superior", "admitted", 1, 1, ""),
    ("p3", 2023, "own", "admitted", 1, 1, ""),
    ("p4", 2023, "own", "rejected", 1, 1, ""),
    ("p5", 2023, "superior", "admitted", 1, 1, "抗疫特别国债"),
    ("p6", 2023, "own", "draft", 1, 1, ""),
    ("p7", 2023, "own", "admitted", 0, 1, ""),
    ("q1", 2022, "own", "admitted", 1, 1, ""),
    ("q2", 2022, "superior", "admitted", 1, 1, ""),
    ("q3", 2022, "own", "admitted", 1, 1, ""),
    ("q4", 2022, "own", "admitted", 1, 1, ""),
    ("q5", 2022, "own", "admitted", 1, 0, ""),
]

# project, account, source, adjusted in 万元 thousandths
FUNDING = [
    ("p1", "general", "county", 100_000),
    ("p1", "general", "own_funds", 7_000),
    ("p2", "general", "central", 30_005),
    ("p2", "general", "county", 10_000),
    ("p3", "general", "county", 8_000),
    ("p4", "general", "county", 9_000),
    ("p5", "fund", "central", 50_000),
    ("p7", "general", "未分", 5_000),
    ("q1", "general", "county", 10_000),
    ("q1", "general", "own_funds", 99_000),
    ("q2", "fund", "central", 20_000),
    ("q2", "fund", "province", 5_000),
    ("q2", "fund", "city", 3_000),
    ("q2", "fund", "county", 2_000),
    ("q3", "social", "county", 1_000),
    ("q4", "capital", "未分", 4_000),
]

# Each: id, kind, subject, year, version, state, returns, submitted and approved in 万元
TARGETS = [
    ("td1", "department", "d1", 2023, 1, "approved", 0, None, None),
    ("td2", "department", "d2", 2023, 1, "submitted", 0, None, None),
    ("tt1", "department", "t1", 2023, 1, "approved", 0, None, None),
    ("tu1", "department", "u1", 2023, 1, "approved", 0, None, None),
    ("tp1", "project", "p1", 2023, 1, "approved", 0, 120, 100),
    ("tp2", "project", "p2", 2023, 1, "approved", 0, None, None),
    ("tp3", "project", "p3", 2023, 1, "submitted", 1, 9, None),
    ("tp4", "project", "p4", 2023, 1, "returned", 2, 12, None),
    ("tp5", "project", "p5", 2023, 1, "approved", 1, 55, 50),
    ("tp5b", "project", "p5", 2023, 2, "draft", 0, 60, 40),
    ("tp7", "project", "p7", 2023, 1, "approved", 0, None, None),
]

# Each: id, kind, subject, month, special, state, executed in 万元, key, report
MONITORING = [
    ("m6p1", "project", "p1", 6, "", "passed", 40, 1, "2023-07-20"),
    ("m6p3", "project", "p3", 6, "", "passed", 1, 0, None),
    ("m9d1", "department", "d1", 9, "", "passed", 1, 0, None),
    ("m9d2", "department", "d2", 9, "", "submitted", 1, 0, None),
    ("m9t1", "department", "t1", 9, "", "sealed", 1, 0, None),
    ("m9u1", "department", "u1", 9, "", "passed", 1, 0, None),
    ("m9p1", "project", "p1", 9, "", "passed", 1, 0, None),
    ("m9p2", "project", "p2", 9, "", "sealed", 30, 1, None),
    ("m9p3", "project", "p3", 9, "", "submitted", 1, 0, None),
    ("m9p5", "project", "p5", 9, "", "passed", 49, 0, None),
    ("m9p7", "project", "p7", 9, "", "returned", 1, 0, None),
    ("m10p5", "project", "p5", 10, "抗疫特别国债", "passed", 20, 0, None),
    ("m12p1", "project", "p1", 12, "", "draft", None, 0, None),
]

# funding index, month, executed in 万元 hundredths: p1 has spent exactly 80 % of its 107 by September
EXECUTION = [(0, 9, 8_560), (6, 9, 1_000)]

# Each of 2022: id, kind, subject, state
SELFEVAL = [
    ("sd1", "department", "d1", "passed"),
    ("sd2", "department", "d2", "returned"),
    ("su1", "department", "u1", "passed"),
    ("sq1", "project", "q1", "passed"),
    ("sq2", "project", "q2", "sealed"),
    ("sq3", "project", "q3", "submitted"),
    ("sq4", "project", "q4", "passed"),
]

# Each: id, kind, subject, name, source, sent, deadline, replied, outcome, recovered in 1,000 元, closed, state, units
POLICY, MANAGED, BACK = "完善政策改进管理", "改进管理", "收回资金"
ALL = ["d1", "u1", "d2"]
ASKED, DUE = "2023-02-01", "2023-03-31"
FINDINGS = [
    ("f1", "project", "q1", "甲", "财政评价", ASKED, DUE, "2023-03-01", POLICY, None, "2023-06-01", "销号", ["d1"]),
    ("f2", "project", "q1", "甲", "财政评价", ASKED, DUE, "2023-04-02", MANAGED, None, "2023-06-01", "销号", ["d1"]),
    (
        "f3",
        "project",
        "q2",
        "乙",
        "财政评价",
        ASKED,
        None,
        "2023-05-01",
        BACK,
        15,
        "2023-07-01",
        "销号",
        ["d1", "u1", "d2"],
    ),
    ("f4", "department", "d2", "丙", "财政评价", ASKED, DUE, None, "", None, None, "已反馈", ["d2"]),
    ("f5", "project", "q3", "丁", "审计", ASKED, DUE, "2023-03-02", BACK, 70, "2023-04-01", "销号", ["t1"]),
    (
        "f6",
        "project",
        None,
        "戊",
        "财政评价",
        "2022-11-01",
        "2023-01-31",
        "2023-01-10",
        BACK,
        5,
        "2023-02-11",
        "销号",
        ["t1"],
    ),
]


class Ledger:
    """Writes the rows above into a store, for its own office or for another."""

    def __init__(self, store, office=None):
        self.store, self.office = store, office or store.office

    def put(self, table, **row):
        """One row; `id` and whatever else matters, the rest takes the defaults or harmless values."""
        with self.store.change("一行") as change:
            change.put(table, ("office", *row), [(self.office, *row.values())])

    def delete(self, table, *ids):
        with self.store.change("删行") as change:
            change.delete(table, [(self.office, one) for one in ids])

    def fill(self):
        """All rows."""
        tables = {
            "unit": [self._unit(*row) for row in UNITS],
            "unit_year": [
                {"id": f"{unit}-{year}", "unit": unit, "year": year, "active": active, "owes_overall": owes}
                for year, unit, active, owes in YEARS
            ],
            "project": [self.project(*row) for row in PROJECTS],
            "funding": [self.funding(at, *row) for at, row in enumerate(FUNDING)],
            "target": [self._target(row) for row in TARGETS],
            "monitoring": [self._monitoring(row) for row in MONITORING],
            "execution": [self._execution(*row) for row in EXECUTION],
            "selfeval": [
                {"id": key, "subject_kind": kind, "subject": subject, "year": 2022, "state": state}
                for key, kind, subject, state in SELFEVAL
            ],
            "finding": [self._finding(row[:-1]) for row in FINDINGS],
            "finding_unit": [
                {"id": f"{row[0]}{unit}", "finding": row[0], "unit": unit, "replied_on": None}
                for row in FINDINGS
                for unit in row[-1]
            ],
        }
        with self.store.change("小台账") as change:
            for table, rows in tables.items():
                change.put(table, ("office", *rows[0]), [(self.office, *row.values()) for row in rows])
        return self

    @staticmethod
    def _unit(key, kind, parent):
        return {"id": key, "code": key, "name": f"单位{key}", "kind": kind, "parent": parent}

    @staticmethod
    def project(*row):
        names = ["id", "year", "class", "state", "needs_target", "owes_selfeval", "tag"]
        found = dict(zip(names, row, strict=True))
        return {**found, "series": row[0], "name": f"项目{row[0]}", "unit": "u1", "department": "d1"}

    @staticmethod
    def funding(at, project, account, source, thousandths):
        amount = thousandths * WAN // 1000
        return {"id": f"l{at}", "project": project, "account": account, "source": source, "adjusted": amount}

    @staticmethod
    def _target(row):
        names = [
            "id",
            "subject_kind",
            "subject",
            "year",
            "version",
            "state",
            "returns",
            "submitted_amount",
            "approved_amount",
        ]
        found = dict(zip(names, row, strict=True))
        for name in names[-2:]:
            found[name] = found[name] and found[name] * WAN
        return {**found, "current": int(found["state"] == "approved")}

    @staticmethod
    def _monitoring(row):
        names = [
            "id",
            "subject_kind",
            "subject",
            "month",
            "special",
            "state",
            "executed",
            "key_monitoring",
            "report_on",
        ]
        found = dict(zip(names, row, strict=True))
        return {**found, "year": 2023, "executed": found["executed"] and found["executed"] * WAN}

    @staticmethod
    def _execution(at, month, hundredths):
        line = {"id": f"e{at}-{month}", "funding": f"l{at}", "project": FUNDING[at][0]}
        return {**line, "year": 2023, "month": month, "executed": hundredths * WAN // 100}

    @staticmethod
    def _finding(row):
        names = (
            "id subject_kind subject subject_name source sent_on deadline replied_on outcome recovered closed_on state"
        )
        found = dict(zip(names.split(), row, strict=True))
        recovered = found["recovered"] and found["recovered"] * WAN // 10
        return {**found, "number": found["id"], "year": 2022, "description": "问题", "recovered": recovered}
