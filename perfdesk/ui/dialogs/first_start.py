"""The first start: an office of one's own in five questions, the practice office, or a file that is there already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QWidget,
)

from perfdesk.ui import theme, widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfdesk.services.remembered import Recent

_LEVELS = (("县（市、区）财政局", "county"), ("市（州）财政局", "city"))
_CODE = re.compile(r"[0-9]{6}")
_YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What the five questions gave."""

    level: str
    name: str
    code: str
    year: int
    path: str


class FirstStart(QDialog):
    """Three ways to begin, side by side; `new` carries a NewOffice, `chosen` a path, the others ask for themselves."""

    new = Signal(object)
    chosen = Signal(object)
    practice = Signal()
    browse = Signal()
    restore = Signal()

    def __init__(self, parent: QWidget | None, recent: Sequence[Recent], year: int, folder: str) -> None:
        """`recent` are the files that were open before, `year` the year offered, `folder` where files are kept."""
        super().__init__(parent)
        self.setWindowTitle("开始使用绩效台账")
        self.setAccessibleName("开始使用绩效台账")
        self.setModal(True)
        self.resize(780, 500)
        self._folder = folder
        self._typed_path = False
        whole = widgets.row(self, gap=0)
        whole.addWidget(self._known(recent))
        whole.addWidget(self._asking(year), 1)
        self._check()

    # --- left: what is there already

    def _known(self, recent: Sequence[Recent]) -> QWidget:
        side = QFrame()
        side.setProperty("role", "side")
        side.setFixedWidth(280)
        body = widgets.column(side, margin=20, gap=6)
        body.addWidget(widgets.label("先试一试", "heading"))
        body.addWidget(
            widgets.label("练习财政局里有虚构的 68 个部门、2043 个项目，随便改，不影响真实数据。", "muted", wrap=True)
        )
        self.try_it = widgets.button("打开练习财政局", self._practice, "primary")
        body.addWidget(self.try_it)
        body.addSpacing(12)
        body.addWidget(widgets.label("已有数据文件", "heading"))
        for one in recent[:4]:
            made = widgets.button(one.name, partial(self._chosen, one.path), "link", one.path)
            body.addWidget(made)
            body.addWidget(widgets.label(f"{one.year} 年度 · {_file_name(one.path)}", "caption"))
        body.addWidget(widgets.button("打开其他文件…", self._browse, "link"))
        body.addWidget(widgets.button("从备份恢复…", self._restore, "link"))
        body.addStretch(1)
        return side

    def _practice(self) -> None:
        self.accept()
        self.practice.emit()

    def _browse(self) -> None:
        self.accept()
        self.browse.emit()

    def _restore(self) -> None:
        self.accept()
        self.restore.emit()

    def _chosen(self, path: str) -> None:
        self.accept()
        self.chosen.emit(path)

    # --- right: the five questions

    def _asking(self, year: int) -> QWidget:
        side = QWidget()
        body = widgets.column(side, margin=24, gap=10)
        body.addWidget(widgets.label("新建本单位的台账", "heading"))
        body.addWidget(widgets.label("五个问题，以后都可以在“设置与数据”里改。", "muted"))
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.level = QComboBox()
        for words, key in _LEVELS:
            self.level.addItem(words, key)
        self.name = _line("例如：红塔区财政局")
        self.code = _line("6 位，例如：530402")
        self.code.setMaxLength(6)
        self.year = _line("例如：2023")
        self.year.setMaxLength(4)
        self.year.setText(str(year))
        self.path = _line("")
        place = QWidget()
        line = widgets.row(place, gap=6)
        line.addWidget(self.path, 1)
        line.addWidget(widgets.button("选择…", self._choose_path))
        for words, part in (
            ("单位级别", self.level),
            ("财政局名称", self.name),
            ("行政区划代码", self.code),
            ("工作年度", self.year),
            ("文件放在", place),
        ):
            form.addRow(widgets.label(words), part)
            (self.path if part is place else part).setAccessibleName(words)
        body.addLayout(form)
        self.trouble = QLabel()
        self.trouble.setProperty("role", "error")
        self.trouble.setWordWrap(True)
        self.trouble.setMinimumHeight(2 * theme.ROW)
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignTop)
        body.addWidget(self.trouble)
        body.addStretch(1)
        buttons = widgets.row()
        buttons.addStretch(1)
        buttons.addWidget(widgets.button("取消", self.reject))
        self.make = widgets.button("建立台账", self._make, "primary")
        self.make.setDefault(True)
        buttons.addWidget(self.make)
        body.addLayout(buttons)
        self.name.textChanged.connect(self._check)
        self.code.textChanged.connect(self._check)
        self.year.textChanged.connect(self._check)
        self.path.textEdited.connect(self._path_typed)
        self.path.textChanged.connect(self._check)
        return side

    def _path_typed(self, _text: str) -> None:
        self._typed_path = True

    def _choose_path(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "台账文件放在哪里", self.path.text(), "绩效台账 (*.perfdesk)")
        if path:
            self._typed_path = True
            self.path.setText(path if path.endswith(".perfdesk") else f"{path}.perfdesk")

    def _check(self) -> None:
        """Say at once what is still wrong; what was typed stays."""
        name = self.name.text().strip()
        if not self._typed_path:
            stem = name.removesuffix("财政局") or "本单位"
            self.path.blockSignals(True)  # noqa: FBT003 - Qt's signature
            self.path.setText(f"{self._folder}/{_plain(stem)}.perfdesk")
            self.path.blockSignals(False)  # noqa: FBT003
        trouble = self._trouble(name, self.code.text().strip())
        self.make.setEnabled(not trouble)
        wrong = bool(self.code.text()) and not _CODE.fullmatch(self.code.text().strip())
        theme.repolish(self.code, "wrong" if wrong else "")
        self.trouble.setText(trouble if name or self.code.text() else "")

    def _trouble(self, name: str, code: str) -> str:
        if not name:
            return "还没有填财政局名称。"
        if not _CODE.fullmatch(code):
            return f"行政区划代码是 6 位数字，现在是“{code}”。" if code else "还没有填 6 位行政区划代码。"
        if not _YEAR.fullmatch(self.year.text().strip()):
            return f"工作年度是 4 位数字，例如 2023，现在是“{self.year.text()}”。"
        if not self.path.text().strip():
            return "还没有填文件放在哪里。"
        return ""

    def _make(self) -> None:
        path = self.path.text().strip()
        level = str(self.level.currentData())
        self.new.emit(NewOffice(level, self.name.text().strip(), self.code.text().strip(), int(self.year.text()), path))
        self.accept()


def _line(hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(hint)
    return made


def _file_name(path: str) -> str:
    """The name of a file, its middle left out where it is long."""
    name = re.split(r"[\\/]", path)[-1]
    return name if len(name) <= 20 else f"{name[:8]}…{name[-10:]}"


def _plain(name: str) -> str:
    """A name without what a file name may not hold."""
    return re.sub(r'[\\/:*?"<>|\s]', "", name)
