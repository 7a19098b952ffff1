"""Readings made by hand, and a small office that grew from three imports of them."""

import copy
import hashlib
import json

import pytest

from perfdesk.domain.content import Content
from perfdesk.domain.reading import FileReading, Reading
from perfdesk.services.imports import Options, confirm
from perfdesk.services.imports.preview import plan_readings
from perfdesk.store.file import create

WAN = 1_000_000


def reading(form, content, sheet="Sheet1", **more):
    content.form = form
    return Reading(form, form, sheet, "A1", content, **more)


def delivered(*readings, path="水利局.xlsx", salt=""):
    said = [
        [r.form, r.content.year, r.content.month, r.content.fields, r.content.matrices, r.content.tables]
        for r in readings
    ]
    sha = hashlib.sha256((path + salt + json.dumps(said, ensure_ascii=False)).encode()).hexdigest()
    return FileReading(path, sha, "read", [copy.deepcopy(r) for r in readings])


def units(*rows):
    names = ("code", "name", "kind", "parent")
    rows = [dict(zip(names, row, strict=False)) for row in rows]
    return reading("ledger.unit", Content("", 2023, tables={"units": rows}))


def projects(*rows):
    names = ("code", "name", "unit", "source", "initial", "adjusted")
    rows = [dict(zip(names, row, strict=True)) for row in rows]
    return reading("ledger.project", Content("", 2023, tables={"projects": rows}))


def target(name, unit, *indicators, goal="完成年度任务，保障供水安全", total=120 * WAN, year=2023, **fields):
    names = ("level1", "level2", "name", "relation", "value", "measure")
    rows = [dict(zip(names, row, strict=True)) for row in indicators]
    content = Content("", year, fields={"project_name": name, "unit": unit, "goal": goal, **fields})
    content.matrices = {"funds": {"total": {"amount": total}}}
    content.tables = {"indicators": rows}
    return reading("target.project", content)


def monitoring(name, unit, *indicators, executed=60 * WAN, month=6, year=2023, department="", **more):
    names = ("level1", "level2", "name", "relation", "value", "measure", "actual", "likely_certain")
    rows = [dict(zip(names, row, strict=True)) for row in indicators]
    content = Content("", year, month, {"project_name": name, "unit": unit, "department": department})
    content.matrices = {"funds": {"total": {"initial": 120 * WAN, "executed": executed, "rate": 5000}}}
    content.tables = {"indicators": rows}
    return reading("monitoring.project", content, **more)


LENGTH = ("产出指标", "数量指标", "治理河道长度", ">=", "12", "公里")
RATE = ("产出指标", "质量指标", "验收合格率", "=", "100", "%")
DONE = (*LENGTH, "7", True)
DONE_RATE = (*RATE, "100", True)


@pytest.fixture
def store(tmp_path):
    store = create(
        tmp_path / "红塔.perfdesk",
        code="530402",
        name="玉溪市红塔区财政局",
        level="county",
        kind="县区",
        year=2023,
        superior="530400",
        superior_name="玉溪市财政局",
        operator="张三",
    )
    with store:
        yield store


def run(store, *files, **options):
    shown = plan_readings(store, files, Options(**options))
    before = store.head()
    assert store.head() == before, "a preview writes nothing"
    return confirm(store, shown)


def counts(shown, at=0):
    found = shown.files[at].counts
    return (found.new, found.changed, found.same, found.rejected)


def messages(shown, at=0):
    return [(found.rule, found.message) for found in shown.files[at].problems]


@pytest.fixture
def office(store):
    run(
        store,
        delivered(
            units(
                ("219", "水利局", "主管部门"),
                ("219001", "红塔区水利站", "预算单位", "水利局"),
                ("155", "民政局", "主管部门"),
                ("347", "大营街街道办事处", "乡镇街道"),
            )
        ),
        delivered(
            projects(
                ("", "河道治理", "水利站", "县级", 120 * WAN, 120 * WAN),
                ("", "临时救助", "民政局", "中央", 0, 80 * WAN),
                ("", "临时救助", "民政局", "县级", 10 * WAN, 10 * WAN),
            )
        ),
        delivered(target("河道治理", "水利站", LENGTH, RATE)),
    )
    return store
