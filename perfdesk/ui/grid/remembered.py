"""What the window remembers of a ledger: its columns, widths and order, and the filters that the person saved."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from perfdesk.services.ledgers import Narrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfdesk.services.ledgers import Ledger


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved filter: its name, the columns' filters and the quick filter."""

    name: str
    filters: tuple[Narrow, ...] = ()
    text: str = ""


@dataclass(slots=True)
class Remembered:
    """Of one ledger; whatever cannot be read any more is as if it had never been kept."""

    columns: tuple[str, ...]
    widths: dict[str, int] = field(default_factory=dict)
    sorts: tuple[tuple[str, bool], ...] = ()
    saved: list[Saved] = field(default_factory=list)

    def looks(self) -> str:
        """Columns, widths and order as text."""
        return json.dumps({"columns": self.columns, "widths": self.widths, "sorts": self.sorts}, ensure_ascii=False)

    def filters(self) -> str:
        """The saved filters as text."""
        return json.dumps(
            [{"name": one.name, "text": one.text, "filters": [asdict(f) for f in one.filters]} for one in self.saved],
            ensure_ascii=False,
        )


def looks_key(ledger: Ledger) -> str:
    """Under which key columns are kept."""
    return f"ledger.{ledger.key}.looks"


def filters_key(ledger: Ledger) -> str:
    """Under which key saved filters are kept."""
    return f"ledger.{ledger.key}.filters"


def default(ledger: Ledger) -> Remembered:
    """Nothing was kept yet."""
    return Remembered(tuple(column.key for column in ledger.columns if column.shown))


def load(ledger: Ledger, state: Mapping[str, str]) -> Remembered:
    """What was kept, as far as the ledger still has those columns."""
    known = {column.key for column in ledger.columns}
    made = default(ledger)
    looks = _object(state.get(looks_key(ledger), ""), dict)
    columns = tuple(key for key in _list(looks.get("columns")) if key in known)
    if columns[:1] == ("name",):
        made.columns = columns
    widths = looks.get("widths")
    if isinstance(widths, dict):
        made.widths = {key: wide for key, wide in widths.items() if key in known and isinstance(wide, int)}
    pairs = [pair for pair in _list(looks.get("sorts")) if isinstance(pair, list) and len(pair) == 2]
    made.sorts = tuple((key, bool(down)) for key, down in pairs if key in known)
    for one in _list(_object(state.get(filters_key(ledger), ""), list)):
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            found = tuple(_narrow(part) for part in _list(one.get("filters")) if _usable(part, known))
            made.saved.append(Saved(one["name"], found, str(one.get("text", ""))))
    return made


def _object(text: str, kind: type) -> Any:  # noqa: ANN401 - JSON
    try:
        found = json.loads(text) if text else kind()
    except ValueError:
        return kind()
    return found if isinstance(found, kind) else kind()


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _usable(part: object, known: set[str]) -> bool:
    return isinstance(part, dict) and part.get("key") in known


def _narrow(part: dict[str, Any]) -> Narrow:
    values = part.get("values")
    return Narrow(
        part["key"],
        None if values is None else tuple(values),
        part.get("blank"),
        part.get("low"),
        part.get("high"),
        str(part.get("part", "")),
        bool(part.get("without")),
    )
