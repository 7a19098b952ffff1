"""A return slip on one page of A4; what does not fit stands in the marked workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.files.measure import wrap
from perfdesk.files.sheet import Cell, PageSetup, Sheet, Style

if TYPE_CHECKING:
    from perfdesk.domain.slip import Slip

MOST = 20  # items on the page
_COLUMNS = (36.0, 110.0, 340.0)
_TITLE = Style(size=20, bold=True, horizontal="center", vertical="center")
_TEXT = Style(size=11.5, vertical="center", wrap=True)
_BOX = {"left": "thin", "right": "thin", "top": "thin", "bottom": "thin"}
_HEAD = Style(size=11, bold=True, horizontal="center", vertical="center", fill="F2F4F7", **_BOX)  # type: ignore[arg-type]
_CELL = Style(size=10.5, vertical="center", wrap=True, **_BOX)  # type: ignore[arg-type]
_NUMBER = Style(size=10.5, horizontal="center", vertical="center", **_BOX)  # type: ignore[arg-type]
_LINE = 15.5
_A4 = PageSetup(595.3, 841.9, 54, 54, 60, 54, fit_width=True, fit_height=True, centred=True)


def sheet(slip: Slip) -> Sheet:
    """The slip as cells at places."""
    made = _Maker()
    made.row(40, (0, 3, "退  回  单", _TITLE))
    made.row(10)
    made.text(f"{slip.unit}：")
    times = f"（第 {slip.times} 次退回）" if slip.times else ""
    made.text(f"　　你单位报送的{slip.what}经审核需要修改，现予退回{times}。{_until(slip)}")
    if slip.opinion:
        made.text(f"　　审核意见：{slip.opinion}")
    made.row(8)
    if slip.items:
        made.row(24, (0, 1, "序号", _HEAD), (1, 1, "位置", _HEAD), (2, 1, "需要修改的内容", _HEAD))
    for number, item in enumerate(slip.items[:MOST], 1):
        where = "!".join(part for part in (item.sheet, item.cell) if part)
        words = item.what if item.blocking else f"请核对：{item.what}"
        lines = max(len(wrap(words, 10.5, _COLUMNS[2] - 4)), len(wrap(where, 10.5, _COLUMNS[1] - 4)), 1)
        made.row(lines * _LINE + 6, (0, 1, str(number), _NUMBER), (1, 1, where, _CELL), (2, 1, words, _CELL))
    rest = len(slip.items) - MOST
    if rest > 0:
        made.text(f"另有 {rest} 处没有列出，见随单附上的工作簿中加批注、标黄的格。")
    made.row(14)
    made.text("　　随单附标注好的工作簿：标黄的格有批注，照批注修改后重新报送；不要改动表样。")
    made.row(20)
    right = Style(size=11.5, horizontal="right", vertical="center")
    year, month, day = slip.on.split("-")
    made.row(20, (0, 3, slip.office, right))
    made.row(20, (0, 3, f"{int(year)} 年 {int(month)} 月 {int(day)} 日", right))
    made.row(14)
    contact = "　".join(part for part in (slip.clerk, slip.phone) if part)
    made.text(f"经办人：{slip.operator}" + (f"　　报送单位联系人：{contact}" if contact else ""))
    return Sheet("slip", _COLUMNS, made.heights, made.cells, _A4, "退回单")


def _until(slip: Slip) -> str:
    if not slip.deadline:
        return "请修改后尽快重新报送。"
    _, month, day = slip.deadline.split("-")
    return f"请于 {int(month)} 月 {int(day)} 日前修改并重新报送。"


class _Maker:
    """Rows one below the other."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.heights: list[float] = []

    def row(self, height: float, *cells: tuple[int, int, str, Style]) -> None:
        at = len(self.heights)
        self.heights.append(height)
        self.cells += [Cell(at, col, text, style, colspan=span) for col, span, text, style in cells]

    def text(self, words: str) -> None:
        lines = wrap(words, _TEXT.size, sum(_COLUMNS) - 4)
        self.row(len(lines) * 18.0 + 4, (0, 3, words, _TEXT))
