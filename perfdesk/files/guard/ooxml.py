"""Workbooks and documents in a zip (.xlsx .xlsm .docx): parts, sheets, shared strings, and what else they carry."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING

from perfdesk.domain.problem import WARNING, Problem
from perfdesk.files.excel import identity
from perfdesk.files.grid import address
from perfdesk.files.guard import archive, limits, markup, sheet
from perfdesk.files.guard.delivered import Admitted, Part
from perfdesk.files.guard.refusal import Refused, bad_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfdesk.files.guard.archive import Member

_AGAIN = "请在 Excel 或 WPS 中打开原文件，另存为 .xlsx 后重新报送"
_MARKUP = (".xml", ".rels", ".vml")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^<>]*)>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^<>]*)>")
_BASE = re.compile(rb"""<(?:\w+:)?workbookPr\b[^<>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
_COUNT = re.compile(rb"""<(?:\w+:)?sst\b[^<>]*?>""")
_ITEM = re.compile(rb"<(?:\w+:)?si[ />]")
_INDEX = re.compile(rb"""\st\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v\b[^<>]*>\s*(\d+)""")
_NOTE = re.compile(rb"<(?:\w+:)?comment\b([^<>]*)>(.*?)</(?:\w+:)?comment>", re.DOTALL)
_RUN = re.compile(rb"<(?:\w+:)?t\b[^<>]*>([^<]*)<")
_SERIAL = re.compile(rb"""<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*>\s*<v>([23456][0-9]{4})(?:\.[0-9]+)?</v>""")
_SPAN = re.compile(rb"""formatCode\s*=\s*["'][^"'<>]*\[[hmsHMS]+\]|\bnumFmtId\s*=\s*["']4[67]["']""")
"""Spans of time (30:15 hours) come out of the reader as a type of their own."""
_WHERE = {"E_CELL": "请在 Excel 或 WPS 中打开，改正这些单元格并保存，再重新报送"}


class Package:
    """The members of a zip whose every part was unpacked once and looked at."""

    def __init__(self, data: bytes, found: list[Member]) -> None:
        """Unpack every member and check every XML part.

        Raises:
            Refused: what `archive.inflate` or `markup.check` finds.
        """
        self.names = {member.name.lower(): member for member in found}
        self.parts: dict[str, bytes] = {}
        self.commented = any("comments" in name for name in self.names)
        for member in found:
            part = archive.inflate(data, member)
            low = member.name.lower()
            if low.endswith(_MARKUP):
                self.parts[low] = part
                if "/worksheets/sheet" not in low:
                    markup.check(member.name, part)

    def part(self, name: str) -> bytes:
        """The bytes of an XML part, empty where the package has none of that name."""
        return self.parts.get(name.lower(), b"")

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Relationship id -> (kind, absolute name without the leading stroke) of the part `name`."""
        folder, base = posixpath.split(name)
        found: dict[str, tuple[str, str]] = {}
        for tag in _RELATION.findall(self.part(f"{folder}/_rels/{base}.rels".lstrip("/"))):
            given = markup.attributes(tag)
            target = given.get("Target", "")
            if given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], target)
        return found


def workbook(package: Package) -> Admitted:
    """Look at every sheet of an unpacked .xlsx.

    Raises:
        Refused: what the guard finds in parts, strings, sheets or cells.
    """
    main = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
    book = package.part(main)
    if not book or "[content_types].xml" not in package.names:
        raise Refused("E_OOXML", "工作簿缺少必要的部分", _AGAIN)
    relations = package.relations(main)
    shared = next((target for kind, target in relations.values() if kind == "sharedStrings"), "")
    strings, longest = _strings(package.part(shared))
    found: list[Part] = []
    keep = {"_rels/.rels": package.part("_rels/.rels"), main: book}
    for name, state, target in _sheets(book, relations):
        if target.lower() not in package.names:
            raise Refused("E_OOXML", f"工作表“{name}”的内容不见了", _AGAIN, name)
        part = sheet.inspect(name, target, package.parts.pop(target.lower(), b""), state)
        part.notes = _notes(package, target)
        found.append(part)
        if state == "visible":
            keep[target] = part.data
    _expanded(found, package.part(shared), strings, longest)
    admitted = Admitted("xlsx", b"", found, strings=strings, date1904=_BASE.search(book) is not None)
    admitted.identity = identity.read(package.part("docprops/custom.xml"))
    admitted.controls = _controls(package.part(shared), found)
    admitted.problems = [*_carried(package, admitted), *_cells(found, strings)]
    for kind, target in relations.values():
        if kind in ("sharedStrings", "styles"):
            keep[target] = package.part(target)
            if kind == "styles" and _SPAN.search(keep[target]):
                for part in found:
                    part.plain = False
    folder, base = posixpath.split(main)
    keep[f"{folder}/_rels/{base}.rels"] = package.part(f"{folder}/_rels/{base}.rels")
    admitted.data = archive.stored(keep)
    return admitted


def _sheets(book: bytes, relations: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    tags = _SHEET.findall(book)
    if len(tags) > limits.SHEETS:
        words = f"工作簿有 {len(tags)} 张工作表，超过 {limits.SHEETS} 张"
        raise Refused("E_SHEETS", words, "请拆成几个工作簿后重新报送")
    for tag in tags:
        given = markup.attributes(tag)
        related = next((value for key, value in given.items() if key.endswith(":id")), "")
        kind, target = relations.get(related, ("", ""))
        if kind == "worksheet" or not kind:
            yield given.get("name", ""), given.get("state", "visible"), target


def _strings(data: bytes) -> tuple[int, int]:
    """How many shared strings there are and the bytes of the longest."""
    if not data:
        return 0, 0
    head = _COUNT.search(data)
    declared = markup.attributes(head[0]) if head else {}
    for key in ("uniqueCount", "count"):
        given = declared.get(key, "0")
        if not given.isdigit() or (key == "uniqueCount" and int(given) > limits.STRINGS):
            raise Refused("E_SST_COUNT", f"共享字符串声明 {given} 条", _AGAIN)
    usual = b"<si>" in data and b"<si " not in data and b"<si/" not in data
    pieces = data.split(b"<si>") if usual else _ITEM.split(data)
    if len(pieces) - 1 > limits.STRINGS:
        raise Refused("E_SST", f"共享字符串有 {len(pieces) - 1} 条，太多了", _AGAIN)
    return len(pieces) - 1, max(map(len, pieces[1:]), default=0)


def _expanded(found: list[Part], data: bytes, strings: int, longest: int) -> None:
    """Refuse a small file that becomes a huge text because many cells name the same long string."""
    most = sum(len(part.data) for part in found) // 24 * longest
    if most <= limits.EXPANDED or not strings:
        return
    cells = sum(part.values or 0 for part in found)
    if cells * longest <= limits.EXPANDED:
        return
    lengths = list(map(len, _ITEM.split(data)))
    named: Counter[int] = Counter()
    for part in found:
        named.update(map(int, _INDEX.findall(part.data)))
    if sum(count * lengths[index + 1] for index, count in named.items() if index < strings) > limits.EXPANDED:
        raise Refused("E_TEXT", "同一段长文字被反复引用，展开后过大", _AGAIN)


def _notes(package: Package, target: str) -> dict[tuple[int, int], str]:
    if not package.commented:
        return {}
    for kind, part in package.relations(target).values():
        if kind == "comments":
            return {
                sheet.place(markup.attributes(tag).get("ref", "").encode()): _plain(body)
                for tag, body in _NOTE.findall(package.part(part))
            }
    return {}


def _plain(body: bytes) -> str:
    return unescape(b"".join(_RUN.findall(body)).decode("utf-8", "replace")).strip()


def _controls(strings: bytes, found: list[Part]) -> bool:
    return markup.unseen(strings) or any(not part.plain and markup.unseen(part.data) for part in found)


def _cells(found: list[Part], strings: int) -> list[Problem]:
    """Every unreadable cell of the visible sheets at once, or the cells that draw on other files."""
    bad: list[tuple[str, str, str]] = []
    outside: list[Problem] = []
    for part in found:
        if part.plain or part.state != "visible":
            continue
        doubts = sheet.doubts(part, strings)
        bad += [(part.name, address(row, column), words) for row, column, words in doubts.bad]
        outside += [_outside(part.name, address(*at)) for at in doubts.outside]
    if bad:
        raise bad_cells("E_CELL", bad, _WHERE["E_CELL"])
    if len(outside) > limits.LISTED:
        rest = Problem(WARNING, "W_EXTLINK", f"另有 {len(outside) - limits.LISTED} 个单元格引用外部文件，取缓存值")
        return [*outside[: limits.LISTED], rest]
    return outside


def _outside(name: str, cell: str) -> Problem:
    words = f"{name}!{cell} 引用外部文件，取缓存值；请核对这个数，或改为直接填写"
    return Problem(WARNING, "W_EXTLINK", words, name, cell)


def missing_strings(admitted: Admitted) -> Refused | None:
    """The refusal of a workbook whose plain sheets name strings that do not exist; None where all exist."""
    parts = [part for part in admitted.sheets if part.state == "visible"]
    bad = [
        (part.name, address(row, column), words)
        for part in parts
        for row, column, words in sheet.doubts(part, admitted.strings).bad
    ]
    return bad_cells("E_CELL", bad, _WHERE["E_CELL"]) if bad else None


def _carried(package: Package, admitted: Admitted) -> Iterator[Problem]:
    names = package.names
    if any(name.endswith("vbaproject.bin") for name in names):
        yield Problem(WARNING, "W_MACRO", "工作簿含宏，已忽略")
    if any(name.startswith("xl/externallinks/") for name in names):
        yield Problem(WARNING, "W_EXTLINK", "工作簿引用外部文件，取缓存值；请核对这些数，或改为直接填写")
    if admitted.date1904:
        yield from _old_dates(admitted.sheets)


def _old_dates(found: list[Part]) -> Iterator[Problem]:
    told = False
    for part in found:
        for ref, serial in _SERIAL.findall(part.data)[: limits.LISTED]:
            told = True
            words = f"工作簿用 1904 日期系统：{part.name}!{ref.decode()} 若是日期，{int(serial)} = {_date(int(serial))}"
            yield Problem(WARNING, "W_1904", words, part.name, ref.decode())
    if not told:
        yield Problem(WARNING, "W_1904", "工作簿用 1904 日期系统，日期已按它换算，请核对")


def _date(serial: int) -> str:
    from datetime import date, timedelta  # noqa: PLC0415 - hardly ever needed

    return (date(1904, 1, 1) + timedelta(days=serial)).isoformat()
