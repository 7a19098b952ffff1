"""What can be done with selected cells: copy, paste, fill down, change many rows, clear, export, print, picture.

Every change is checked in the reading thread, shown cell by cell where it would overwrite or is refused in part, and
written as one action.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDir, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from perfdesk.domain import clip
from perfdesk.services import ledgers
from perfdesk.services.ledgers import NUMBERS, Edit
from perfdesk.ui.grid.changes import ChangesDialog
from perfdesk.ui.grid.choosers import ManyDialog
from perfdesk.ui.grid.picture import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from perfdesk.domain.errors import UserError
    from perfdesk.services.ledgers import Change, Column, Table, View, Written
    from perfdesk.ui.grid.model import GridModel
    from perfdesk.ui.grid.view import GridView
    from perfdesk.ui.runner import Runner

MOST_COPIED = clip.MOST_ROWS
MOST_PICTURED = 200


class Deeds(QObject):
    """Works on the selection of a view; `said` carries what happened, in a sentence."""

    said = Signal(object)
    refused = Signal(object)  # a UserError

    def __init__(self, runner: Runner, view: GridView, parent: QWidget) -> None:
        """Of one grid."""
        super().__init__(parent)
        self._runner, self._view, self._page = runner, view, parent
        self.dialog: QDialog | None = None
        self.words: Callable[[], Sequence[str]] = tuple

    @property
    def _model(self) -> GridModel:
        return self._view.grid

    # --- out

    def copy(self) -> None:
        """The selected block, as text and as a table."""
        rows, columns = self._block(MOST_COPIED)
        shown = self._model.view
        if not rows or shown is None:
            return
        chosen = [self._model.columns[at] for at in columns]
        ids, keys = [self._model.ids[row] for row in rows], [column.key for column in chosen]

        def done(found: tuple[list[list[str]], int]) -> None:
            cells, left = found
            data = QMimeData()
            data.setText(clip.to_text(cells))
            data.setHtml(clip.to_html(cells, [column.kind in NUMBERS for column in chosen]))
            QGuiApplication.clipboard().setMimeData(data)
            secret = f"；涉密项目 {left} 行没有复制" if left else ""
            self.said.emit(f"已复制 {len(cells):,} 行 × {len(chosen)} 列{secret}")

        self._runner.read("grid.copy", lambda store: ledgers.block(store, shown, ids, keys), done, self.refused.emit)

    def copy_picture(self) -> None:
        """The selected rows (or all shown ones) with their titles, as a picture for a message."""
        shown = self._model.view
        rows, columns = self._block(MOST_PICTURED)
        if len(rows) * len(columns) < 2:
            rows = list(range(min(len(self._model.ids), MOST_PICTURED)))
            columns = self._view.order()
        if not rows or shown is None:
            return
        if 0 not in columns:
            columns = [0, *columns]
        chosen = [self._model.columns[at] for at in columns]
        ids, keys = [self._model.ids[row] for row in rows], [column.key for column in chosen]

        def done(found: tuple[list[list[str]], int]) -> None:
            cells, left = found
            QGuiApplication.clipboard().setImage(picture(shown, chosen, cells))
            secret = f"；涉密项目 {left} 行不在图上" if left else ""
            self.said.emit(f"已复制为图片：{len(cells)} 行，可粘贴到微信、QQ 或文档{secret}")

        self._runner.read("grid.copy", lambda store: ledgers.block(store, shown, ids, keys), done, self.refused.emit)

    def export(self) -> None:
        """Ask where to, then write the rows as filtered."""
        shown = self._model.view
        if shown is None:
            return
        dialog = QFileDialog(self._page, "导出表格")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, QGuiApplication.platformName() == "offscreen")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Excel 工作簿 (*.xlsx)", "PDF 文件 (*.pdf)"])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix("pdf" if "pdf" in text else "xlsx"))
        dialog.selectFile(f"{shown.kind.title}_{shown.budget_year}.xlsx")
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path)))
        self._open(dialog)

    def export_to(self, path: Path) -> None:
        """Write the rows as filtered to a file."""
        self._write(path, lambda written: self.said.emit(_written(written)))

    def print(self) -> None:
        """Write the rows as filtered as a PDF and show it, ready to be printed."""
        shown = self._model.view
        if shown is not None:
            path = Path(QDir.tempPath()) / f"{shown.kind.title}_{shown.budget_year}.pdf"
            self._write(path, self._show_printed)

    def _show_printed(self, written: Written) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(written.path)))
        self.said.emit(f"{_written(written)}，已打开，可预览和打印")

    def _write(self, path: Path, done: Callable[[Written], None]) -> None:
        shown, words = self._model.view, tuple(self.words())
        if shown is None:
            return

        def collected(found: tuple[Table, int]) -> None:
            table, left = found
            self._runner.file(f"写出 {path.name}", lambda _: ledgers.save(path, table, left), done, self.refused.emit)

        self._runner.read(
            "grid.export", lambda store: ledgers.collect(store, shown, words), collected, self.refused.emit
        )

    # --- in

    def paste(self) -> None:
        """What the clipboard holds, from the selection's first cell on; one cell fills the whole selection."""
        data = QGuiApplication.clipboard().mimeData()
        cells = clip.block(data.text() if data.hasText() else "", data.html() if data.hasHtml() else "")
        current = self._view.currentIndex()
        if not cells or not current.isValid():
            self.said.emit("剪贴板里没有表格或文字")
            return
        rows, columns = self._block(MOST_COPIED)
        if len(cells) == 1 and len(cells[0]) == 1:
            self.change("粘贴", [(row, at, cells[0][0]) for row in rows for at in columns])
            return
        order = self._view.order()
        top = rows[0] if rows else current.row()
        left = order.index(columns[0] if columns else current.column())
        extra = []
        down, across = self._model.rowCount() - top, len(order) - left
        if len(cells) > down:
            extra.append(f"剪贴板有 {len(cells)} 行，从这里往下只有 {down} 行，后面的 {len(cells) - down} 行没有位置")
        if len(cells[0]) > across:
            extra.append(f"剪贴板有 {len(cells[0])} 列，从这里往右只有 {across} 列，后面的列没有位置")
        edits = [
            (top + at, order[left + side], text)
            for at, row in enumerate(cells[:down])
            for side, text in enumerate(row[:across])
        ]
        self.change("粘贴", edits, extra)

    def fill_down(self) -> None:
        """The selection's first row into those below it; of one row, the row above into it."""
        rows, columns = self._block(MOST_COPIED)
        if len(rows) == 1 and rows[0] > 0:
            rows = [rows[0] - 1, rows[0]]
        edits = []
        for at in columns:
            text = self._model.exact(self._model.index(rows[0], at)) if rows else ""
            edits += [(row, at, text) for row in rows[1:]]
        self.change("向下填充", edits)

    def clear(self) -> None:
        """Empty the selected cells."""
        rows, columns = self._block(MOST_COPIED)
        self.change("清空", [(row, at, "") for row in rows for at in columns if self._model.columns[at].editable])

    def change_many(self) -> None:
        """One value for the chosen rows, with before and after."""
        shown = self._model.view
        rows, columns = self._block(MOST_COPIED)
        if not rows or shown is None:
            self.said.emit("请先选中要修改的行")
            return
        column: Column | None = self._model.columns[columns[0]] if columns else None
        dialog = ManyDialog(self._page, shown, len(rows), column)
        ids = [self._model.ids[row] for row in rows]

        def accepted() -> None:
            key, text = dialog.key, dialog.value.text()
            self._preview("批量修改", shown, [Edit(one, key, text) for one in ids], ())

        dialog.accepted.connect(accepted)
        self._open(dialog)

    def change(self, what: str, cells: Sequence[tuple[int, int, str]], extra: Sequence[str] = ()) -> None:
        """Check texts for cells (row, column), show what they would do where it matters, write them."""
        shown, model = self._model.view, self._model
        if shown is None or not (cells or extra):
            return
        edits = [Edit(model.ids[row], model.columns[at].key, text) for row, at, text in cells if row < len(model.ids)]
        self._preview(what, shown, edits, extra)

    def write(self, what: str, view: View, edits: Sequence[Edit], failed: Callable[[UserError], None]) -> None:
        """Write edits as one action."""
        self._runner.change(
            f"{what} {len(edits)} 格",
            lambda store, _: ledgers.apply(store, view, edits, what),
            lambda count: self.said.emit(
                f"{what}：改动 {count:,} 格，可用 Ctrl+Z 撤销" if count else "没有需要改动的格"
            ),
            failed,
        )

    def _preview(self, what: str, view: View, edits: Sequence[Edit], extra: Sequence[str]) -> None:
        def checked(changes: list[Change]) -> None:
            good = [(edit, one) for edit, one in zip(edits, changes, strict=True) if not one.problem and not one.same]
            wrong = [one for one in changes if one.problem]
            over = sum(1 for _, one in good if one.before)
            wanted = [edit for edit, _ in good]
            if wrong or extra or (over and len(good) > 1):
                dialog = ChangesDialog(self._page, what, changes, extra)
                dialog.accepted.connect(lambda: self.write(what, view, wanted, self.refused.emit))
                self._open(dialog)
            elif wanted:
                self.write(what, view, wanted, self.refused.emit)
            else:
                self.said.emit("内容与原来相同，没有改动")

        self._runner.read("grid.preview", lambda store: ledgers.preview(store, view, edits), checked, self.refused.emit)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self._view.setFocus()

    def _block(self, most: int) -> tuple[list[int], list[int]]:
        rows, columns = self._view.blocks()
        known = [row for row in rows if row < len(self._model.ids)]
        if len(known) > most:
            self.said.emit(f"一次最多 {most:,} 行，只取了前 {most:,} 行")
        return known[:most], columns


def _written(written: Any) -> str:  # noqa: ANN401 - a Written
    secret = f"，涉密项目 {written.classified} 个没有写出" if written.classified else ""
    odd = f"；字体里没有：{'、'.join(written.missing)}" if written.missing else ""
    return f"已写出 {written.rows:,} 行：{written.path.name}{secret}{odd}"
