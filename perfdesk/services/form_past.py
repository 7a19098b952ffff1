"""What the subject's other sheets say at the same place: last period, last year, and this year's monitoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.catalog import forms
from perfdesk.domain.matching import plain
from perfdesk.services.form_values import shown, target_text
from perfdesk.services.form_view import Beside
from perfdesk.services.forms.sheets import Sheets, Subject
from perfdesk.store import form_view

if TYPE_CHECKING:
    from perfdesk.domain.content import Content, Row
    from perfdesk.domain.form import Form
    from perfdesk.store.file import Store
    from perfdesk.store.form_view import Near, Record

_MOST, _NOT = 3, 9
_LIKE = {  # (own stage, other stage) -> own column -> the other's
    ("monitoring", "selfeval"): {"actual": "actual", "forecast": "actual", "reason": "reason"},
    ("selfeval", "monitoring"): {"actual": "actual", "reason": "reason"},
    ("target", "selfeval"): {"target": "actual"},
}
_AMOUNTS = {"initial", "adjusted", "executed", "forecast", "rate"}


def beside(store: Store, form: Form, record: Record, content: Content) -> dict[str, tuple[Beside, ...]]:
    """By the path of an own value: what up to three other sheets of the subject say, the nearest first."""
    found: dict[str, tuple[Beside, ...]] = {}
    near_by = form_view.near(store, form.subject, record.subject, record.year)
    ranked = [(_rank(one, form.stage, record), one) for one in near_by]
    for _, near in sorted((pair for pair in ranked if pair[0] < _NOT), key=lambda pair: pair[0])[:_MOST]:
        other = _content(store, form, near)
        if other is None:
            continue
        label = _name(near, record)
        for path, text in _pairs(form, content, near.stage, other):
            found[path] = (*found.get(path, ()), Beside(label, text))
    return found


def _rank(near: Near, stage: str, record: Record) -> int:
    """The nearest first; _NOT for what does not stand beside a sheet of this stage."""
    if near.year == record.year:
        if stage == "monitoring" and near.stage == stage:
            return 0 if near.month and record.month and near.month < record.month else _NOT
        return 1 if near.stage == "monitoring" and stage == "selfeval" else _NOT
    if near.stage == stage:
        return 1 if near.month == record.month else _NOT
    return 2 if near.stage == "selfeval" else _NOT


def _name(near: Near, record: Record) -> str:
    word = {"target": "目标", "monitoring": f"1-{near.month}月", "selfeval": "自评"}[near.stage]
    if near.year == record.year:
        return word if near.stage == "monitoring" else f"本年{word}"
    return f"{near.year} 年{word}"


def _content(store: Store, form: Form, near: Near) -> Content | None:
    key = near.layout or f"{near.stage}.{form.subject}"
    if key not in forms.keys():  # noqa: SIM118 - a function of that name
        return None
    maker = Sheets(store, key, near.year, near.month, entry=False, subject=near.subject)
    return maker.content(Subject(near.subject, "", "", ""))


def _pairs(form: Form, own: Content, stage: str, other: Content) -> list[tuple[str, str]]:
    """(own path, the other's text) of all values that stand for the same thing."""
    same = stage == form.stage
    like = _LIKE.get((form.stage, stage), {})
    found = []
    for matrix in form.matrices:
        for row in matrix.rows:
            for slot in matrix.columns:
                if same or (matrix.name == "funds" and slot.name in _AMOUNTS):
                    text = shown(other.number(matrix.name, row.name, slot.name), slot.kind, form.money)
                    found.append((f"{matrix.name}.{row.name}.{slot.name}", text))
    if same:
        found += [(slot.name, other.text(slot.name)) for slot in form.fields if slot.multiline or slot.name == "grade"]
    rows = _by_name(other.rows("indicators"))
    for at, mine in enumerate(own.rows("indicators")):
        theirs = rows.get(_key(mine)) or rows.get(("", _key(mine)[1]))
        if theirs is None:
            continue
        for slot in form.table("indicators").columns:
            name = slot.name if same else like.get(slot.name, "")
            if name and slot.name not in {"level1", "level2", "name"}:
                text = target_text(theirs) if name == "target" else shown(theirs.get(name), slot.kind, form.money)
                found.append((f"indicators.{at}.{slot.name}", text))
    return [(path, text) for path, text in found if text]


def _key(row: Row) -> tuple[str, str]:
    return str(row.get("level2") or ""), plain(str(row.get("name") or ""))


def _by_name(rows: list[Row]) -> dict[tuple[str, str], Row]:
    """Rows by level 2 and name, and by name alone."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        found.setdefault(_key(row), row)
        found.setdefault(("", _key(row)[1]), row)
    return found
