"""A key's fingerprint as on the paper sheet: sixteen groups, those that the receiver types marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from perfdesk.ui import widgets

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPED = (0, 5, 10)


class Fingerprint(QWidget):
    """Four groups a line, each under its number."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(3)
        self._labels = []
        for at in range(16):
            number = widgets.label(f"{at + 1}", "caption")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            group = widgets.label("", "link" if at in TYPED else "")
            group.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(number, at // 4, 2 * (at % 4))
            self._grid.addWidget(group, at // 4, 2 * (at % 4) + 1)
            self._labels.append(group)
        for column in range(4):
            self._grid.setColumnStretch(2 * column + 1, 1)
        self.setAccessibleName("密钥指纹")

    def show_groups(self, groups: Sequence[str]) -> None:
        """Show the sixteen groups of four hex digits."""
        for at, (made, group) in enumerate(zip(self._labels, groups, strict=False)):
            made.setText(f"{group} ◂" if at in TYPED else group)
        self.setAccessibleName("密钥指纹：" + " ".join(groups))
