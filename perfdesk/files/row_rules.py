"""What every row of a package must keep to: types, its own office, its place in the package; judged by columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from operator import lt
from typing import TYPE_CHECKING, Any

from perfdesk.domain.package import CHOICES, RANGES, Part, Refused
from perfdesk.files import facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from perfdesk.domain.package import Column, Table

STEP = "数据行"
_LARGEST = 2**62
_TYPES: dict[str, type] = {"text": str, "integer": int, "money": int}
_PLACED = (
    "unit_year",
    "project",
    "execution",
    "target",
    "monitoring",
    "selfeval",
)  # tables whose rows name year or month


@dataclass(slots=True)
class Rules:
    """The rules for one package of `office` that owns `parts`; fed table by table, piece by piece."""

    office: str
    parts: tuple[Part, ...]
    ids: dict[str, set[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, set[tuple[Any, ...]]] = field(default_factory=dict)

    def begin(self, table: Table) -> None:
        """A table begins: its counts and sums are zero even when no row follows."""
        self.counts[table.name] = 0
        self.ids[table.name] = set()
        self.sums |= {f"{table.name}.{column}": 0 for column in table.money}

    def feed(self, table: Table, rows: list[Any]) -> None:
        """Judge the next rows.

        Raises:
            Refused: E_ROW, E_OFFICE or E_SCOPE with member, row and column.
        """
        if set(map(type, rows)) != {list} or set(map(len, rows)) != {len(table.columns)}:
            raise _refuse(table, "有一行的列数不对")
        columns = dict(zip(table.names, zip(*rows, strict=True), strict=True))
        for column in table.columns:
            self._column(table, column, columns[column.name])
        if set(columns["office"]) != {self.office}:
            other = next(value for value in columns["office"] if value != self.office)
            raise _refuse(table, f"含有其他单位（{other[:12]}）的数据行", "E_OFFICE")
        self._order(table, columns["id"])
        self._parents(table, columns)
        self._place(table, columns)
        self._unique(table, columns)
        self.counts[table.name] += len(rows)
        for name in table.money:
            self.sums[f"{table.name}.{name}"] += sum(filter(None, columns[name]))

    def _column(self, table: Table, column: Column, values: Sequence[Any]) -> None:
        allowed = {_TYPES[column.kind]} | ({type(None)} if column.blank else set())
        kinds = set(map(type, values))
        if not kinds <= allowed:
            at = next(index for index, value in enumerate(values) if type(value) not in allowed)
            raise self._bad(table, at, column.name, "的类型不对")
        if int in kinds:
            low, high = RANGES.get((table.name, column.name), (-_LARGEST, _LARGEST))
            present = [value for value in values if value is not None]
            if min(present) < low or max(present) > high:
                at = next(i for i, value in enumerate(values) if value is not None and not low <= value <= high)
                raise self._bad(table, at, column.name, "超出范围")
        choices = CHOICES.get((table.name, column.name))
        if choices is not None and not set(values) <= set(choices):
            at = next(index for index, value in enumerate(values) if value not in choices)
            raise self._bad(table, at, column.name, "不是规定的取值")

    def _bad(self, table: Table, at: int, column: str, what: str) -> Refused:
        return _refuse(table, f"第 {self.counts[table.name] + at + 1} 行的 {column} {what}")

    def _order(self, table: Table, ids: Sequence[str]) -> None:
        last = self._last.get(table.name, "")
        if not last < ids[0] or not all(map(lt, ids, islice(ids, 1, None))):
            raise _refuse(table, "数据行的编号重复或没有排序")
        self._last[table.name] = ids[-1]
        self.ids[table.name].update(ids)

    def _parents(self, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
        for column, parents in table.parents:
            missing = set(columns[column]).difference(*(self.ids.get(parent, ()) for parent in parents))
            if missing:
                raise _refuse(table, f"{column} 指向包内没有的记录 {min(missing)[:40]}")

    def _place(self, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
        if table.name == "office":
            if set(columns["id"]) | set(columns["code"]) != {self.office}:
                raise _refuse(table, "含有其他单位的资料", "E_OFFICE")
        elif table.name in _PLACED:
            mine = {(part.year, part.month) for part in self.parts if part.group == table.group}
            months = columns.get("month", (0,) * len(columns["id"]))
            strange = set(zip(columns["year"], months, strict=True)) - mine
            if strange:
                year, month = min(strange)
                raise _refuse(
                    table, f"含有不属于本包的年度或期间（{year} 年{f'{month} 月' if month else ''}）", "E_SCOPE"
                )

    def _unique(self, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
        if not table.unique:
            return
        keys = list(zip(*(columns[name] for name in table.unique), strict=True))
        if table.only:
            keys = [key for key, flag in zip(keys, columns[table.only], strict=True) if flag == 1]
        seen = self._keys.setdefault(table.name, set())
        before = len(seen)
        seen.update(keys)
        if len(seen) != before + len(keys):
            raise _refuse(table, f"两行的 {'、'.join(table.unique)} 相同")


def _refuse(table: Table, message: str, code: str = "E_ROW") -> Refused:
    return Refused(code, STEP, message, facts.member(table.name), "请报送单位核对台账后重新生成上报包")
