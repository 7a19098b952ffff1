"""本单位: the facts of the office that keeps the file; each field is written when it is left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from perfdesk.services import office_settings
from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from perfdesk.domain.errors import UserError
    from perfdesk.ui.desk import Desk

_LEVELS = {"county": "县级", "city": "市级", "province": "省级"}


class OfficePanel(QWidget):
    """A form; what is wrong with a value is said beside it, and what was typed stays."""

    def __init__(self, desk: Desk) -> None:
        """Show the facts as they are."""
        super().__init__()
        self._desk = desk
        self._lines: dict[str, QLineEdit] = {}
        self._troubles = {field: widgets.label("", "error", wrap=True) for field in office_settings.FIELDS}
        self._kind = QComboBox()
        self._kind.addItems(office_settings.KINDS)
        self._kind.setAccessibleName(office_settings.FIELDS["kind"])
        self._kind.activated.connect(lambda _: self._write("kind", self._kind.currentText()))
        self._fixed = {name: widgets.label("") for name in ("code", "level", "path", "operator")}
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row(form, "行政区划代码", self._fixed["code"])
        self._row(form, "级别", self._fixed["level"])
        for field, words in office_settings.FIELDS.items():
            part = self._kind if field == "kind" else self._line(field, words)
            part.setMaximumWidth(320)
            self._row(form, words, part)
            form.addRow("", self._troubles[field])
        self._row(form, "数据文件", self._fixed["path"])
        self._row(form, "经办", self._fixed["operator"])
        body = widgets.column(self, margin=20, gap=10)
        body.addWidget(widgets.label("区划代码和级别在建账时确定，不能修改；其余各项改了就保存，可以撤销。", "muted"))
        body.addLayout(form)
        body.addStretch(1)
        self.show_facts()

    def show_facts(self) -> None:
        """Show the facts as they are now."""
        facts = self._desk.facts
        self._fixed["code"].setText(facts.code)
        self._fixed["level"].setText(_LEVELS[facts.level])
        self._fixed["path"].setText(facts.path)
        self._fixed["operator"].setText(facts.operator)
        self._kind.setCurrentText(facts.kind)
        self._kind.setEnabled(not facts.read_only)
        self._right("kind")
        for field, line in self._lines.items():
            line.setText(str(getattr(facts, field)))
            line.setReadOnly(facts.read_only)
            self._right(field)

    def _line(self, field: str, words: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(words)
        made.editingFinished.connect(partial(self._left, field))
        self._lines[field] = made
        return made

    def _left(self, field: str) -> None:
        self._write(field, self._lines[field].text())

    def _write(self, field: str, typed: str) -> None:
        if typed.strip() == str(getattr(self._desk.facts, field)):
            self._right(field)
            return
        words = office_settings.FIELDS[field]
        self._desk.runner.change(
            f"修改{words}",
            lambda store, _: office_settings.change_office(store, field, typed),
            lambda _: self._right(field),
            partial(self._wrong, field),
        )

    def _right(self, field: str) -> None:
        self._troubles[field].hide()
        if field in self._lines:
            theme.repolish(self._lines[field], "")

    def _wrong(self, field: str, problem: UserError) -> None:
        self._troubles[field].setText(str(problem))
        self._troubles[field].show()
        if field in self._lines:
            theme.repolish(self._lines[field], "wrong")

    @staticmethod
    def _row(form: QFormLayout, words: str, part: QWidget) -> None:
        form.addRow(widgets.label(words, "muted"), part)
