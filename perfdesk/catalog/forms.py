"""resources/forms/<edition>/<key>.toml -> Form, strictly."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from perfdesk.catalog.resources import root
from perfdesk.domain.form import KINDS, Form, Matrix, Slot, Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_HEAD = {"key", "titles", "shape", "subject", "stage", "basis", "money", "period", "notes", "field", "matrix", "table"}
_SLOT = {"name", "labels", "kind", "fill", "optional", "group", "below", "multiline", "choices", "relation", "measure"}


class DescriptionError(ValueError):
    """A form's description breaks its own grammar; carries the file and what is wrong."""


def _strict(given: dict[str, Any], allowed: Iterable[str], where: str) -> None:
    unknown = set(given) - set(allowed)
    if unknown:
        message = f"{where}: unknown key {', '.join(sorted(unknown))}"
        raise DescriptionError(message)


def _slots(rows: list[dict[str, Any]], where: str) -> tuple[Slot, ...]:
    found: list[Slot] = []
    for row in rows:
        _strict(row, _SLOT, f"{where}.{row.get('name')}")
        kind = row.get("kind", "text")
        if kind not in KINDS:
            message = f"{where}.{row['name']}: unknown kind {kind}"
            raise DescriptionError(message)
        several = ("labels", "group", "choices", "relation", "measure")
        lists: dict[str, Any] = {key: tuple(row.get(key, ())) for key in several}
        plain: dict[str, Any] = {key: row[key] for key in ("fill", "optional", "below", "multiline") if key in row}
        found.append(Slot(name=row["name"], kind=kind, **lists, **plain))
    names = [slot.name for slot in found]
    if len(set(names)) != len(names):
        message = f"{where}: a name stands twice"
        raise DescriptionError(message)
    return tuple(found)


def _matrix(row: dict[str, Any], where: str) -> Matrix:
    where = f"{where}.{row.get('name')}"
    _strict(row, {"name", "corner", "rows", "columns"}, where)
    return Matrix(row["name"], _slots(row["rows"], where), _slots(row["columns"], where), tuple(row.get("corner", ())))


def _table(row: dict[str, Any], where: str) -> Table:
    where = f"{where}.{row.get('name')}"
    _strict(row, {"name", "corner", "columns", "carry", "stop", "anchors"}, where)
    columns = _slots(row["columns"], where)
    parts = [tuple(row.get(key, ())) for key in ("carry", "corner", "stop", "anchors")]
    return Table(row["name"], columns, *parts)


def load(path: Path) -> Form:
    """Read one description.

    Raises:
        DescriptionError: an unknown key, kind or a name that stands twice.
    """
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    where = f"{path.parent.name}/{path.name}"
    _strict(given, _HEAD, where)
    return Form(
        key=given["key"],
        edition=path.parent.name,
        titles=tuple(given["titles"]),
        shape=given["shape"],
        subject=given["subject"],
        stage=given["stage"],
        basis=given["basis"],
        money=given["money"],
        period=given.get("period", False),
        fields=_slots(given.get("field", []), where),
        matrices=tuple(_matrix(row, where) for row in given.get("matrix", [])),
        tables=tuple(_table(row, where) for row in given.get("table", [])),
        workbook=str(path.with_suffix(".xlsx")),
        notes=tuple(given.get("notes", ())),
    )


@cache
def keys() -> tuple[str, ...]:
    """The keys of all forms, sorted."""
    return tuple(sorted(path.stem for path in (root() / "forms").glob("*/*.toml")))


@cache
def form(key: str) -> Form:
    """The form of that key.

    Raises:
        KeyError: there is no such form.
    """
    paths = list((root() / "forms").glob(f"*/{key}.toml"))
    if len(paths) != 1:
        raise KeyError(key)
    return load(paths[0])
