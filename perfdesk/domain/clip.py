"""A block of cells on the clipboard, as WPS and Excel write it: tab-separated text and an HTML table, both ways."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

Rows = list[list[str]]

MOST_ROWS, MOST_COLUMNS = 20_000, 200
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:E[+-]?\d+)?", re.IGNORECASE)
_SHOWN_NUMBER = re.compile(r"-?(?:0|[1-9][\d,]*)(?:\.\d+)?")  # 0012 and 2023-3-15 are no such numbers
_SKIPPED = frozenset({"style", "script", "head", "title"})


def from_text(text: str) -> Rows:
    """Rows of tab-separated text; a cell in double quotes may hold tabs, line breaks and doubled quotes."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip("\0")
    rows: Rows = [[]]
    at, end = 0, len(text)
    while at <= end:
        if text[at : at + 1] == '"' and (closed := _closing(text, at)) is not None:
            cell, at = text[at + 1 : closed].replace('""', '"'), closed + 1
        else:
            stop = min(found for found in (text.find("\t", at), text.find("\n", at), end) if found >= 0)
            cell, at = text[at:stop], stop
        rows[-1].append(cell)
        if text[at : at + 1] == "\n":
            rows.append([])
        at += 1
    if rows[-1] in ([], [""]) and len(rows) > 1:
        rows.pop()  # a block ends with a line break
    return _even(rows)


def from_html(markup: str) -> Rows:
    """Rows of the first table of an HTML clipboard; [] where it holds none. Merged cells stand once."""
    reader = _Tables()
    reader.feed(markup)
    reader.close()
    return _even(reader.rows)


def block(text: str, markup: str = "") -> Rows:
    """The cells of a clipboard that may hold both; of the same shape the HTML wins: its numbers have all digits."""
    plain = from_text(text) if text else []
    table = from_html(markup) if "<td" in markup.lower() else []
    if not plain or (table and len(table) == len(plain) and len(table[0]) == len(plain[0])):
        return table or plain
    return plain


def to_text(rows: Rows) -> str:
    """Tab-separated text as a spreadsheet takes it."""
    return "".join("\t".join(map(_quoted, row)) + "\r\n" for row in rows)


def to_html(rows: Rows, numbers: list[bool]) -> str:
    """An HTML table as a spreadsheet takes it; columns that are no numbers keep their text (leading zeros)."""
    lines = ["<html><head><meta charset='utf-8'></head><body><table>"]
    for row in rows:
        lines.append("<tr>")
        for cell, number in zip(row, numbers, strict=True):
            kept = "" if number else " style='mso-number-format:\"\\@\"'"
            lines.append(f"<td{kept}>{html.escape(cell).replace(chr(10), '<br>')}</td>")
        lines.append("</tr>")
    lines.append("</table></body></html>")
    return "".join(lines)


def _closing(text: str, start: int) -> int | None:
    """Where a quoted cell ends; None where the quote is a plain character of the cell."""
    at = start + 1
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] == '"':
            at += 2
            continue
        return at if text[at + 1 : at + 2] in ("", "\t", "\n") else None
    return None


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in '\t\n"') or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _even(rows: Rows) -> Rows:
    """All rows as long as the longest, within what one paste may hold."""
    kept = [row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]]
    width = max(map(len, kept), default=0)
    return [row + [""] * (width - len(row)) for row in kept] if width else []


class _Tables(HTMLParser):
    """Reads the cells of the first table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Rows = []
        self._held: dict[tuple[int, int], None] = {}  # places that a merged cell above covers
        self._cell: list[str] | None = None
        self._number = ""
        self._span = (1, 1)
        self._depth = 0
        self._over = False
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skip += 1
        elif tag == "table":
            self._depth += 1
        elif self._over or not self._depth:
            return
        elif tag == "tr":
            self._finish()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._finish()
            if not self.rows:
                self.rows.append([])
            self._cell = []
            self._number = given.get("x:num", "")
            self._span = (_count(given.get("rowspan", "")), _count(given.get("colspan", "")))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skip = max(0, self._skip - 1)
        elif tag in ("td", "th", "tr"):
            self._finish()
        elif tag == "table":
            self._finish()
            self._depth -= 1
            self._over = self._over or (self._depth == 0 and bool(self.rows))

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._skip and not self._over:
            self._cell.append(_BLANKS.sub(" ", data))

    def _finish(self) -> None:
        if self._cell is None:
            return
        text = "\n".join(line.strip(" ") for line in "".join(self._cell).split("\n")).replace("\xa0", " ").strip()
        if _PLAIN_NUMBER.fullmatch(self._number) and _SHOWN_NUMBER.fullmatch(text):
            text = self._number if "E" not in self._number.upper() else text
        number, row = len(self.rows) - 1, self.rows[-1]
        while (number, len(row)) in self._held:
            row.append("")
        down, across = self._span
        for step in range(1, down):
            for side in range(across):
                self._held[number + step, len(row) + side] = None
        row += [text] + [""] * (across - 1)
        self._cell = None


def _count(text: str) -> int:
    return min(int(text), MOST_COLUMNS) if text.isdigit() and int(text) else 1
