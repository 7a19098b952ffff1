"""The rows of a table: carried levels, template rows left out, totals kept apart, one cell after the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfdesk.domain.money import wan
from perfdesk.domain.values import FULL, Named, Parsed, Target, combine, relation, written
from perfdesk.files.recognise.cells import MISSING, Noted
from perfdesk.files.recognise.ready import name_of, part_of
from perfdesk.files.recognise.rows import judge

if TYPE_CHECKING:
    from perfdesk.domain.content import Row, Scalar
    from perfdesk.domain.values import Raw
    from perfdesk.files.recognise.book import Book
    from perfdesk.files.recognise.plan import ColumnPlace
    from perfdesk.files.recognise.ready import ReadyTable

_TEMPLATE = re.compile(
    r"^(?:指标\s*[\d一二三四五六七八九十]+\s*[:：、.]?|…+|\.{3,}|⋯+|[xX×]{2,}|\*{2,}|任务\s*\d+\s*[:：]?)$"
)
_NUMBERED = re.compile(r"^指标\s*[\d一二三四五六七八九十]{1,2}\s*[:：、.．]?\s*(?=\S)")
_SUM = re.compile(r"^.{0,20}(?:小计|合计|总计)$")
_STARS = re.compile(r"\*+|[Xx×]{2,}|_{2,}|…+")
_SPECIAL = (Target, Named)
_ODD = frozenset((Target, Noted, object))


def read_table(table: ReadyTable, rows: list[list[Raw]], book: Book, *, listed: bool) -> None:
    """Read the rows of one table into the reading's content; `listed` says that the form is a list."""
    _Reader(table, book, listed=listed).read(rows)


class _Reader:
    """One table on one sheet."""

    def __init__(self, table: ReadyTable, book: Book, *, listed: bool) -> None:
        self.table = table
        self.book = book
        self.listed = listed
        self.out: list[Row] = book.reading.content.tables.setdefault(table.place.table.name, [])
        self.lines: list[int] = []  # the sheet's row of each of them, from 1
        self.carried: dict[str, tuple[Scalar, str | int]] = {}  # with its address, or its row under its own heading
        self.totals = set(table.place.totals)

    def read(self, rows: list[list[Raw]]) -> None:
        """Read all rows."""
        place = self.table.place
        stop = len(rows) if place.stop is None else min(place.stop, len(rows))
        for r in range(place.first, stop):
            line = rows[r]
            if r not in place.skip and any(line) and not self._plain_row(line, r):
                self._row(line, r)
        if self.lines:
            self.book.reading.cells[place.table.name] = {"columns": self.table.letters, "rows": self.lines}
        if self.listed:
            self._compare_totals(rows)
            self._twins()

    def _plain_row(self, line: list[Raw], r: int) -> bool:
        """Read a row of which nothing has to be told but its values; False where it has to be read cell by cell."""
        table = self.table
        if table.pick is None or any(line[first:stop] != blank for first, stop, blank in table.blank):
            return False
        row: Row = {}
        notes: list[tuple[str, str]] = []
        for raw, parse, memory, key in zip(table.pick(line), table.parsers, table.memories, table.keys, strict=True):
            value = memory(raw, MISSING)
            if value is None:
                continue
            if value.__class__ in _ODD:
                if value is MISSING:
                    parse(raw)
                    value = memory(raw, MISSING)
                    if value is MISSING:
                        return False
                if isinstance(value, Noted):
                    notes.append((key, value.raw))
                    value = value.value
                if isinstance(value, Target):
                    for part, said in zip(("relation", "value", "measure"), value, strict=True):
                        row[part_of(key, part)] = said
                    continue
                if value is None:
                    continue
            row[key] = value  # type: ignore[assignment]
        self._add(row, line, r, {}, notes, filled=not row.keys() <= table.carried)
        return True

    def _add(
        self,
        row: Row,
        line: list[Raw],
        r: int,
        moved: dict[str, str],
        notes: list[tuple[str, str]],
        *,
        filled: bool,
        before: tuple[int, int] | None = None,
    ) -> None:
        """Complete a row and keep it where it is a record; `before` counts the repairs and problems before its own."""
        table, reading, carry = self.table, self.book.reading, self.table.place.table.carry
        if carry:
            self._carry(row, r, moved)
        if not filled:
            return
        if self._left_out(row, r, *(before or (len(reading.repairs), len(reading.problems)))):
            return
        prefix = table.prefix(len(self.out))
        for key, raw in notes:
            reading.raws[prefix + key] = raw
        if row.get("score") == FULL:
            self._full(row, r)
        if table.judged:
            judge(row, line, table, r, prefix, self.book)
        if moved:
            reading.cells.update(moved)
        self.out.append(row)
        self.lines.append(table.top + r + 1)

    def _row(self, line: list[Raw], r: int) -> None:
        table, book, carry = self.table, self.book, self.table.place.table.carry
        before = len(book.reading.repairs), len(book.reading.problems)
        paths = table.paths(len(self.out))
        row: Row = {}
        moved: dict[str, str] = {}
        filled = False
        for at, key, c, parse, column, odd in table.columns:
            raw = line[c]
            if raw is None or raw == "" or (odd and (column.sign is not None or column.measure is not None)):
                if odd:
                    filled = self._odd(line, r, at, row, moved) or filled
                continue
            parsed = parse.known.get(raw) if isinstance(raw, str | float) else None
            if parsed is None:
                parsed = parse(raw)
            if odd and parsed.rule == "D23":
                filled = self._placeholder(line, r, at, row, moved) or filled
                continue
            value = parsed.value
            if parsed.rules or parsed.problem or parsed.raw is not None or value.__class__ in _SPECIAL:
                book.take(row, key, parsed, column.slot, paths[at], raw, (r, c))
                if key not in carry and (value is not None or parsed.problem):
                    filled = True
            elif value is not None:
                row[key] = value  # type: ignore[assignment]
                if key not in carry:
                    filled = True
        self._add(row, line, r, moved, [], filled=filled, before=before)

    def _placeholder(self, line: list[Raw], r: int, at: int, row: Row, moved: dict[str, str]) -> bool:
        """≥**人 with its number in the next cell under the same heading (D23)."""
        _, key, c, parse, column, _ = self.table.columns[at]
        path = self.table.paths(len(self.out))[at]
        text = written(line[c])
        beside_it = [other for other in range(c + 1, min(column.right + 1, len(line))) if line[other] not in (None, "")]
        if not beside_it:
            self.book.take(row, key, parse(text), column.slot, path, text, (r, c))
            return True
        number = written(line[beside_it[0]]).strip()
        parsed = parse(_STARS.sub(number, text, count=1))
        both = Parsed(
            parsed.value,
            (*parsed.rules, "D23"),
            parsed.shown,
            f"{text} {number}",
            parsed.problem,
            parsed.rule,
            parsed.level,
        )
        self.book.take(row, key, both, column.slot, path, f"{text} {number}", (r, beside_it[0]))
        moved[path] = self.book.at(r, beside_it[0])
        return True

    def _odd(self, line: list[Raw], r: int, at: int, row: Row, moved: dict[str, str]) -> bool:
        """A blank cell, whose value may stand beside it (D10), or a target in three columns (D22)."""
        _, key, c, parse, column, _ = self.table.columns[at]
        path = self.table.paths(len(self.out))[at]
        if column.sign is not None or column.measure is not None:
            return self._three(column, line, r, row, path)
        for other in range(c + 1, min(column.right + 1, len(line))):
            raw = line[other]
            if raw is not None and raw != "":
                parsed = parse(raw)
                self.book.take(row, key, parsed, column.slot, path, raw, (r, other))
                moved[path] = self.book.at(r, other)
                if parsed.value is not None:
                    self.book.repair(r, other, path, written(raw), written(raw), "D10")
                return parsed.value is not None and key not in self.table.place.table.carry
        return False

    def _three(self, column: ColumnPlace, line: list[Raw], r: int, row: Row, path: str) -> bool:
        book, key = self.book, column.slot.name
        sign_raw = line[column.sign] if column.sign is not None else None
        unit_raw = line[column.measure] if column.measure is not None else None
        raw = line[column.column]
        sign = relation(sign_raw)
        if column.sign is not None and (sign.rules or sign.problem):
            side = path.removesuffix(key) + part_of(key, "relation")
            for rule in sign.rules:
                book.repair(r, column.sign, side, written(sign_raw), sign.shown, rule)
            if sign.problem:
                book.problem(sign.level, sign.rule, sign.problem, r, column.sign, side)
        parsed = combine(sign.value, raw, unit_raw)
        if parsed.value is None:
            return bool(parsed.problem)
        book.take(row, key, parsed, column.slot, path, raw, (r, column.column))
        return bool(parsed.value.value)

    def _carry(self, row: Row, r: int, moved: dict[str, str]) -> None:
        """Merged or blank levels take the value above (D09); a new first level does not take the old second one."""
        carry, carried = self.table.place.table.carry, self.carried
        for level, key in enumerate(carry):
            held = carried.get(key)
            value = row.get(key)
            if value is not None:
                if held is None or held[0] != value:
                    for lower in carry[level + 1 :]:
                        carried.pop(lower, None)
                    path = self.table.prefix(len(self.out)) + key if moved else ""
                    carried[key] = (value, moved.get(path, r))
            elif held is not None:
                row[key] = held[0]
                place = held[1]
                if isinstance(place, int):
                    place = name_of(self.table.top + place, self.table.left + self.table.spots[key])
                moved[self.table.prefix(len(self.out)) + key] = place

    def _left_out(self, row: Row, r: int, repairs: int, problems: int) -> bool:
        """Rows that are no record: what the template left (D37), and sums in a list (D51)."""
        key = self.table.name_key
        name = row.get(key)
        if not isinstance(name, str):
            first = next((value for value in row.values() if isinstance(value, str) and value), "")
            if not (self.listed and _SUM.match(first.replace(" ", ""))):
                return False
        elif name[:2] == "指标" or name[0] in "….⋯xX×*任":
            if _TEMPLATE.match(name) and not _weighty(row):
                self._forget(repairs, problems)
                self.book.repair(r, self.table.column_of(key), f"{self.table.place.table.name}", str(name), "", "D37")
                return True
            self._numbered(row, str(name), r)
            return False
        elif not (self.listed and name[-1] == "计" and _SUM.match(name.replace(" ", ""))):
            return False
        self._forget(repairs, problems)
        self.totals.add(r)
        return True

    def _numbered(self, row: Row, name: str, r: int) -> None:
        bare = _NUMBERED.sub("", name)
        if bare and bare != name and self.table.name_key == "name":
            at = self.table.keys.index("name")
            path = self.table.paths(len(self.out))[at]
            row["name"] = bare
            self.book.reading.raws.setdefault(path, name)
            self.book.repair(r, self.table.column_of("name"), path, name, bare, "D37")

    def _forget(self, repairs: int, problems: int) -> None:
        reading = self.book.reading
        del reading.repairs[repairs:], reading.problems[problems:]
        for path in self.table.paths(len(self.out)):
            reading.raws.pop(path, None)

    def _full(self, row: Row, r: int) -> None:
        row["score"] = row.get("weight")
        if row["score"] is None:
            path = self.table.paths(len(self.out))[self.table.keys.index("score")]
            words = "得分写的是“满分”，但没有分值，看不出是多少"
            self.book.problem("warning", "D41", words, r, self.table.column_of("score"), path)

    def _compare_totals(self, rows: list[list[Raw]]) -> None:
        """Sums are no records (D51); the only grand total is compared with the sum of the rows."""
        table, name = self.table, self.table.place.table.name
        words = {r: next((written(value) for value in rows[r] if value not in (None, "")), "") for r in self.totals}
        grand = [r for r, text in words.items() if "小计" not in text]
        for r in sorted(self.totals):
            spot = next((c for c, value in enumerate(rows[r]) if value not in (None, "")), table.columns[0][2])
            self.book.repair(r, spot, name, words[r], "合计行，不作为一条记录", "D51")
        if len(grand) != 1 or len(words) > 1:
            return
        for _, key, c, parse, column, _ in table.columns:
            stated = parse(rows[grand[0]][c]).value
            held = sum(value for row in self.out if isinstance(value := row.get(key), int))
            if column.slot.kind == "amount" and isinstance(stated, int) and stated != held:
                message = f"合计行的“{column.slot.labels[0]}”是 {wan(stated)} 万元，各行相加是 {wan(held)} 万元"
                self.book.problem("warning", "D51", message, grand[0], c, f"{name}.{key}")

    def _twins(self) -> None:
        """Rows that say exactly the same are asked about: copied by mistake, or two records without a code (D45)."""
        seen: dict[tuple[object, ...], int] = {}
        name = self.table.place.table.name
        for at, row in enumerate(self.out):
            mark = tuple(sorted((key, str(value)) for key, value in row.items()))
            if mark in seen:
                here, there = (self.book.reading.place(f"{name}.{n}.{self.table.keys[0]}") for n in (at, seen[mark]))
                words = f"这一行和 {there} 那一行完全一样，请核对是不是复制重了"
                self.book.problem_at("warning", "D45", words, here, f"{name}.{at}")
            seen.setdefault(mark, at)


def _weighty(row: Row) -> bool:
    return any(row.get(key) not in (None, "") for key in ("value", "actual", "score", "weight", "total"))
