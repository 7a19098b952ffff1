"""The line over the sheet: why it can only be read, what stopped a review, or a text that was found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from perfdesk.ui import widgets
from perfdesk.ui.forms.pill import Pill

if TYPE_CHECKING:
    from perfdesk.services.form_view import FormView


class Notice(QFrame):
    """One sentence with what can be done about it; hidden while there is nothing to say."""

    resumed = Signal()  # go on with the text that was found again
    dropped = Signal()  # throw it away
    unsealed = Signal()  # open a sealed sheet again

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hidden."""
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName("提示")
        self.pill = Pill()
        self.words = widgets.label("", wrap=True)
        self.resume = widgets.button("继续填写", self.resumed.emit, "tag")
        self.drop = widgets.button("丢弃", self.dropped.emit, "quiet")
        self.unseal = widgets.button("解封…", self.unsealed.emit, "tag", "写明理由，回到“已通过”")
        self.unseal.hide()
        line = widgets.row(self, gap=8)
        line.setContentsMargins(12, 4, 8, 4)
        line.addWidget(self.pill)
        line.addWidget(self.words, 1)
        line.addWidget(self.resume)
        line.addWidget(self.drop)
        line.addWidget(self.unseal)
        self._record = ""
        self._stopped = False
        self.hide()

    def show_view(self, view: FormView, *, writable: bool) -> None:
        """What is to be said of a form; a stopped review stays said until another form comes."""
        if self._record == view.record and self._stopped and view.state == "submitted":
            return
        fresh = self._record != view.record
        self._record, self._stopped = view.record, False
        locked = view.locked if writable else "文件以只读方式打开，只能看；请等占用的人关闭后重新打开"
        drafts = [draft for draft in view.drafts if draft.path in view.by_path]
        if locked:
            self._say("只读", "grey", locked, draft=False)
            self.unseal.setVisible(writable and "unseal" in view.steps)
        elif drafts and (fresh or self.resume.isVisibleTo(self)):
            draft = drafts[-1]
            name = view.by_path[draft.path].label
            more = f"（共 {len(drafts)} 处）" if len(drafts) > 1 else ""
            words = f"上次没有填完的内容找回来了：{name}，{draft.at}“{_cut(draft.text)}”{more}"
            self._say("草稿", "yellow", words, draft=True)
        else:
            self.hide()

    def show_words(self, words: str, tone: str) -> None:
        """What stopped a review."""
        self._stopped = True
        self._say("未通过", tone, words, draft=False)

    def _say(self, word: str, tone: str, words: str, *, draft: bool) -> None:
        self.pill.show_text(word, tone)
        self.words.setText(words)
        self.resume.setVisible(draft)
        self.drop.setVisible(draft)
        self.unseal.hide()
        self.show()


def _cut(text: str, most: int = 24) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most]}…"
