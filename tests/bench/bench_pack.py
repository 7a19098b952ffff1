"""Packing, verifying and receiving a whole county, beside SHA-256 of the same facts and beside plain executemany.

5,326 projects with eight indicators each and one monitoring period: about 24 MB of facts.
"""

import hashlib
import json
import os
import random
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from perfdesk.domain import package as spec
from perfdesk.files import container, facts
from perfdesk.files import package as files
from perfdesk.services import enrolment, packages, receiving
from perfdesk.store.file import create, open_store
from perfdesk.store.ids import new_id
from perfdesk.store.shape import reference

COUNTY, CITY, YEAR, PROJECTS, UNITS = "530402", "530400", 2023, 5326, 580
MONTHS = (6,)
WORDS = "加强农村公路养护管理提升服务水平保障群众安全出行完成年度任务资金使用规范验收合格及时拨付满意度较高持续发挥效益"


def run(harness):
    """Ratios to SHA-256 of the uncompressed facts; receiving to executemany of the same parsed rows."""
    os.environ["PERFDESK_PROFILE"] = str(harness.folder / "profile")
    source = harness.folder / "county.perfdesk"
    fill(source)
    with open_store(source) as county:
        done = packages.write(county, packages.Wanted("annual", YEAR), harness.folder, no_password)
        card = enrolment.make_card(county, harness.folder, no_password)
        plain = harness.folder / "facts"
        plain.write_bytes(b"".join(members(done.path)))
        data, package = plain.read_bytes(), done.path.read_bytes()
        harness.note(f"事实 {len(data) / 1e6:.1f} MB，{sum(done.rows.values())} 行，包 {len(package) / 1e6:.1f} MB")
        harness.equal("事实的 SHA-256", hashlib.sha256(data).hexdigest(), done.facts)
        number = iter(range(1000))
        jobs = {
            "SHA-256": lambda: hashlib.sha256(data).digest(),
            "pack": lambda: packages.write(
                county, packages.Wanted("annual", YEAR), harness.folder / str(next(number)), no_password
            ),
            "digests": lambda: sound(package),
            "verify": lambda: receiving.verify([done.path]),
            "json": lambda: [json.loads(f"[{part.decode()[:-1].replace(chr(10), ',')}]") for part in pieces(package)],
        }
        times = harness.turns(jobs)
    harness.row("生成上报包（签名、读回）", times, "pack", "SHA-256", at_most=40)
    harness.row("核对签名、成员和事实摘要", times, "digests", "SHA-256", at_most=7)
    harness.row("核对全部（含逐行规则）", times, "verify", "SHA-256")
    harness.row("其中只把数据行读成 JSON", times, "json", "SHA-256")
    receive(harness, done.path, card)
    harness.memory("生成上报包的内存", harness.call("tests.bench.bench_pack", "once", source, harness.folder / "m"))


def receive(harness, path, card):
    """The first receipt of a county against executemany of the parsed rows into the same tables."""
    package = files.Package(path.read_bytes())
    package.check()
    rows = {table: [tuple(row) for piece in package.rows(table) for row in piece] for table in spec.carried("annual")}
    with closing(reference()) as conn:
        every = conn.execute("SELECT tbl_name, sql FROM sqlite_schema WHERE sql <> ''").fetchall()
    schema = [sql for name, sql in every if name in spec.tables()]
    city = harness.folder / "city.perfdesk"
    create(city, code=CITY, name="玉溪市财政局", level="city", year=YEAR).close()
    with open_store(city) as store:
        enrolment.enrol(store, card.card, " ".join(card.groups[at] for at in (0, 5, 10)))
    copies = iter(range(1000))

    def fresh():
        return open_store(shutil.copyfile(city, harness.folder / f"city{next(copies)}.perfdesk"))

    def ours(store):
        with store:
            (verdict,) = receiving.receive(store, [path])
        harness.counts = verdict.rows

    def empty():
        conn = sqlite3.connect(harness.folder / f"peer{next(copies)}.db", isolation_level=None)
        for sql in schema:
            conn.execute(sql)
        return conn

    def peer(conn):
        conn.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            marks = ", ".join("?" * len(table.columns))
            conn.executemany(f"INSERT INTO {table.name} ({', '.join(table.names)}) VALUES ({marks})", found)
        conn.execute("COMMIT")
        harness.peer = {table.name: conn.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] for table in rows}
        conn.close()

    ours(fresh())
    peer(empty())
    harness.equal("接收的行数", harness.counts, harness.peer)
    times = harness.turns({"receive": (fresh, ours), "executemany": (empty, peer)}, passes=3)
    harness.row("接收一个县（核对、比较、日志、复算）", times, "receive", "executemany", at_most=2.5)


def once(source, folder):
    """One packing in a process of its own, to see its memory."""
    with open_store(source) as county:
        packages.write(county, packages.Wanted("annual", YEAR), Path(folder), no_password)


def sound(package):
    """What a verification does before it looks into the rows: container, signature, members, digest of the facts."""
    opened = files.Package(package)
    opened.seal()
    return hashlib.sha256(b"".join(pieces(package))).digest()


def pieces(package):
    """The uncompressed members."""
    for name, data in container.read(package).items():
        if name.startswith("data/"):
            yield from facts.lines(name, data)


def members(path):
    """The facts, one table after another."""
    for name, data in container.read(path.read_bytes()).items():
        if name.startswith("data/"):
            yield zlib.decompress(data, 31)


def no_password(_new):
    """Nobody is asked."""
    return ""


def fill(path):
    """An invented county; the same seed gives the same values."""
    chance = random.Random(2023)  # noqa: S311 - practice data, not a secret

    def text(most):
        return "".join(chance.choices(WORDS, k=chance.randint(4, most)))

    create(path, code=COUNTY, name="红塔区财政局", level="county", year=YEAR, superior=CITY).close()
    units = [new_id() for _ in range(UNITS)]
    projects = [new_id() for _ in range(PROJECTS)]
    targets = [new_id() for _ in projects]
    sheets = [(new_id(), project, month) for month in MONTHS for project in projects]
    with open_store(path) as store, store.change("练习数据") as change:

        def put(table, columns, rows):
            change.put(table, ("office", "id", *columns), ((COUNTY, *row) for row in rows))

        put(
            "unit",
            ("code", "name", "kind"),
            ((u, f"{n:03}", text(12) + "局", "department") for n, u in enumerate(units)),
        )
        put("unit_year", ("unit", "year"), ((new_id(), u, YEAR) for u in units))
        put(
            "project",
            ("year", "series", "code", "name", "unit", "department"),
            ((p, YEAR, p, f"{n:021}", text(20), units[n % UNITS], units[n % UNITS]) for n, p in enumerate(projects)),
        )
        put(
            "funding",
            ("project", "account", "source", "initial", "adjusted"),
            ((new_id(), p, "general", "county", amount := chance.randrange(10**9), amount + 5) for p in projects),
        )
        put(
            "target",
            ("subject_kind", "subject", "year", "state", "current", "goal"),
            ((t, "project", p, YEAR, "approved", 1, text(200)) for t, p in zip(targets, projects, strict=True)),
        )
        line = ("ordinal", "level1", "level2", "name", "relation", "value", "measure", "weight")
        given = [
            (o, "产出指标", "数量指标", text(16), ">=", str(chance.randrange(100)), "%", 1000)
            for o in range(8)
            for _ in range(50)
        ]
        put(
            "indicator",
            ("target", "key", *line),
            ((new_id(), t, new_id(), *chance.choice(given)) for t in targets for _ in range(8)),
        )
        put(
            "monitoring",
            ("subject_kind", "subject", "year", "month", "state", "initial", "executed"),
            ((s, "project", p, YEAR, month, "passed", 10**8, chance.randrange(10**8)) for s, p, month in sheets),
        )
        put(
            "observation",
            ("stage", "sheet", "key", *line[:-1], "actual"),
            (
                (new_id(), "monitoring", s, new_id(), *chance.choice(given)[:-1], "95")
                for s, *_ in sheets
                for _ in range(8)
            ),
        )
