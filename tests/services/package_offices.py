"""Small offices for the tests of packages: a county with a whole year of rows, and the city above it."""

import itertools

from perfdesk.services import checks, enrolment, packages, receiving
from perfdesk.store.file import create

CITY, COUNTY, OTHER = "530400", "530402", "530403"
NAMES = {CITY: "玉溪市财政局", COUNTY: "红塔区财政局", OTHER: "江川区财政局"}
FACTS = (
    "office",
    "unit",
    "unit_year",
    "project",
    "funding",
    "execution",
    "target",
    "indicator",
    "monitoring",
    "selfeval",
    "observation",
    "finding",
    "finding_unit",
)


def no_password(_new):
    return ""


def office(folder, code, year=2023):
    level = "city" if code == CITY else "county"
    superior = "" if code == CITY else CITY
    return create(
        folder / f"{code}.perfdesk",
        code=code,
        name=NAMES[code],
        level=level,
        kind="市" if code == CITY else "县区",
        year=year,
        superior=superior,
        superior_name=NAMES.get(superior, ""),
        operator="测试",
    )


def put(change, table, rows):
    """Rows as dicts with the same keys; the office is the file's own."""
    rows = list(rows)
    if rows:
        change.put(table, tuple(rows[0]), [tuple(row.values()) for row in rows])


def fill(store, departments=3, each=4, year=2023, secret=()):
    """A county that holds `year` whole and the self-evaluated projects of the year before.

    `secret` are numbers of projects that are classified; their texts all hold the word 机密.
    """
    own = {"office": store.office}
    with store.change("练习数据") as change:
        units = [f"u{n}" for n in range(departments)]
        put(
            change,
            "unit",
            (
                {**own, "id": u, "code": f"{n:03}", "name": f"第{n}局", "kind": "department", "phone": "0877-1"}
                for n, u in enumerate(units)
            ),
        )
        put(
            change,
            "unit_year",
            ({**own, "id": f"{u}-{y}", "unit": u, "year": y} for u in units for y in (year - 1, year)),
        )
        for y in (year - 1, year):
            _year(change, own, y, units, each, year, set(secret))
        put(change, "finding", [_finding(own, n, year, secret) for n in range(3)])
        put(
            change,
            "finding_unit",
            (
                {
                    **own,
                    "id": f"fu{n}",
                    "finding": f"f{n}",
                    "unit": units[0],
                    "person": "机密" if n in secret else "张三",
                }
                for n in range(3)
            ),
        )


def _finding(own, n, year, secret):
    hidden = "机密" if n in secret else "问题"
    return {
        **own,
        "id": f"f{n}",
        "number": f"{hidden}{n}",
        "year": year,
        "subject_kind": "project",
        "subject": f"p{year}-{n:03}",
        "subject_name": f"{hidden}项目{n}",
        "source": "财政评价",
        "description": f"{hidden}描述",
        "amount": 100 * n,
        "sent_on": f"{year}-03-01",
        "deadline": f"{year}-05-01",
        "measures": f"{hidden}措施",
        "outcome": "收回资金",
        "state": "销号",
    }


def _year(change, own, y, units, each, working, secret):
    numbers = range(len(units) * each)
    projects = {n: f"p{y}-{n:03}" for n in numbers}

    def text(n, plain):
        return "机密" + plain if n in secret else plain

    put(
        change,
        "project",
        (
            {
                **own,
                "id": p,
                "year": y,
                "series": f"s{n}",
                "code": text(n, f"{n:021}"),
                "name": text(n, f"项目“{n}”\n\\建设"),
                "unit": units[n % len(units)],
                "department": units[n % len(units)],
                "class": "superior" if n % 3 == 0 else "own",
                "classified": int(n in secret),
                "manager": text(n, "李四"),
                "tag": text(n, ""),
            }
            for n, p in projects.items()
        ),
    )
    put(
        change,
        "funding",
        (
            {
                **own,
                "id": f"{p}-{source}",
                "project": p,
                "account": "general",
                "source": source,
                "initial": 1_000_000 * n,
                "adjusted": 1_100_000 * n + 7,
                "document": text(n, "玉财预〔2023〕1号"),
            }
            for n, p in projects.items()
            for source in ("central", "county")
        ),
    )
    if y == working:
        _working(change, own, y, projects, text)
    for subject_kind, subjects in (("project", projects), ("department", dict(enumerate(units)))):
        if y != working:
            _selfeval(
                change, own, y, subject_kind, subjects, text if subject_kind == "project" else lambda _, plain: plain
            )


def _working(change, own, y, projects, text):
    put(
        change,
        "execution",
        (
            {
                **own,
                "id": f"{p}-e{month:02}",
                "funding": f"{p}-county",
                "project": p,
                "year": y,
                "month": month,
                "executed": 50_000 * month * n,
            }
            for n, p in projects.items()
            for month in (6, 9)
        ),
    )
    put(
        change,
        "target",
        (
            {
                **own,
                "id": f"{p}-t",
                "subject_kind": "project",
                "subject": p,
                "year": y,
                "state": "approved",
                "current": 1,
                "approved_on": f"{y}-02-01",
                "goal": text(n, "完成年度任务"),
                "tasks": '[{"name":"' + text(n, "任务") + '"}]',
                "submitted_amount": 10 + n,
                "approved_amount": 9 + n,
            }
            for n, p in projects.items()
        ),
    )
    put(
        change,
        "indicator",
        (
            {
                **own,
                "id": f"{p}-i{k}",
                "target": f"{p}-t",
                "key": f"{p}-k{k}",
                "ordinal": k,
                "level1": "产出指标",
                "level2": "数量指标",
                "name": text(n, f"指标{k}"),
                "relation": ">=",
                "value": "90",
                "measure": "%",
                "weight": 1000,
            }
            for n, p in projects.items()
            for k in range(2)
        ),
    )
    for month, (n, p) in itertools.product((6, 9), projects.items()):
        put(
            change,
            "monitoring",
            [
                {
                    **own,
                    "id": f"{p}-m{month}",
                    "subject_kind": "project",
                    "subject": p,
                    "year": y,
                    "month": month,
                    "state": "passed",
                    "initial": 5 * n,
                    "executed": 3 * n,
                    "money": '{"total":{"initial":' + str(n) + "}}",
                    "goal": text(n, "目标"),
                }
            ],
        )
    _observations(
        change, own, "monitoring", [(f"{p}-m{month}", n) for month in (6, 9) for n, p in projects.items()], text
    )


def _selfeval(change, own, y, kind, subjects, text):
    put(
        change,
        "selfeval",
        (
            {
                **own,
                "id": f"{s}-{y}-s",
                "subject_kind": kind,
                "subject": s,
                "year": y,
                "state": "passed",
                "initial": 100 * n,
                "adjusted": 110 * n,
                "executed": 90 * n,
                "total": 9_000,
                "grade": "优",
                "goal": text(n, "目标"),
                "other": text(n, "其他"),
            }
            for n, s in subjects.items()
        ),
    )
    _observations(change, own, "selfeval", [(f"{s}-{y}-s", n) for n, s in subjects.items()], text)


def _observations(change, own, stage, sheets, text):
    put(
        change,
        "observation",
        (
            {
                **own,
                "id": f"{sheet}-o",
                "stage": stage,
                "sheet": sheet,
                "key": f"{sheet}-k",
                "ordinal": 0,
                "name": text(n, "指标"),
                "actual": "95",
                "score": 900,
            }
            for sheet, n in sheets
        ),
    )


def explain(store, year):
    """A note for every error of the checks, so that what these tests are about can be packed."""
    found = [one for y in (year - 1, year) for one in checks.run(store, y).found if one.problem.level == "error"]
    columns = ("office", "id", "rule", "record", "note", "operator", "at")
    keys = sorted({(one.problem.rule, one.record) for one in found})
    rows = [(store.office, f"{rule}-{record}", rule, record, "练习", "测试", "2023-12-01") for rule, record in keys]
    with store.change("说明") as change:
        change.put("explanation", columns, rows)


def pack(store, folder, kind="annual", month=None, year=None):
    explain(store, year or store.year)
    return packages.pack(store, packages.wanted(store, kind, year, month), folder, no_password)


def enrol(city, county, folder):
    made = enrolment.make_card(county, folder, no_password)
    three = f"{made.groups[0]} {made.groups[5]} {made.groups[10]}"
    return enrolment.enrol(city, made.card, three)


def receive(city, *paths):
    return receiving.receive(city, list(paths))


def rows_of(store, code):
    """Every fact of one office as the file holds it."""
    return {table: store.rows(f'SELECT * FROM "{table}" WHERE office = ? ORDER BY id', (code,)) for table in FACTS}


def everything(store):
    """The whole ledger with receipts and claims, to show that nothing moved."""
    tables = (*FACTS, "receipt", "claim", "roster", "issued")
    return {table: store.rows(f'SELECT * FROM "{table}" ORDER BY office, id') for table in tables}
