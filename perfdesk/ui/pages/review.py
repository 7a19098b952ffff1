"""审核中心: every problem of a working year by rule and by unit, what is new, and what is done about many at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QSplitter, QWidget

from perfdesk.domain.problem import OFF
from perfdesk.services import review_center, review_rules
from perfdesk.services.review_center import STAGES
from perfdesk.ui import widgets
from perfdesk.ui.listing import Listing
from perfdesk.ui.page import Page
from perfdesk.ui.pages import pages
from perfdesk.ui.place import Place
from perfdesk.ui.review.cells import ITEM_COLUMNS, counted, group_cells, group_columns, item_cells, when
from perfdesk.ui.review.detail import Detail
from perfdesk.ui.review.levels import Levels
from perfdesk.ui.review.narrow import ALL, NEW, NOTED, Group, Narrow, groups
from perfdesk.ui.review.note import Note
from perfdesk.ui.segments import Segments

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from perfdesk.services.review_center import Checked, Item, Spot
    from perfdesk.services.review_rules import Rule
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.runner import Job

_PAUSE = 150  # milliseconds after a keystroke
_WIDE = 1250  # pixels of the page from which all columns are shown
_LEVELS = ((ALL, "全部"), ("error", "错误"), ("warning", "警告"), ("hint", "提示"), (NEW, "新增"), (NOTED, "已说明"))
_FIRST = "还没有审核过。按 Ctrl+F8 全审：本年的目标和监控，连同上年的自评，一次审完。"


class ReviewPage(Page):
    """The review centre."""

    key = "review"
    title = "审核中心"
    reads = frozenset(
        {"office", "unit", "unit_year", "project", "funding", "execution", "target", "indicator", "monitoring"}
        | {"selfeval", "observation", "explanation", "setting", "statement"}
    )

    def __init__(self, desk: Desk) -> None:
        """Empty until the first check comes back."""
        super().__init__(desk)
        self._checked: Checked | None = None
        self._rules: dict[str, Rule] = {}
        self._job: Job | None = None
        self._narrow = Narrow()
        self._key = ""
        self._told = widgets.label("", "muted")
        self._by = Segments("分组", (("rule", "按规则"), ("unit", "按单位")), "rule")
        self._levels = Segments("级别", _LEVELS, ALL)
        self._stage = QComboBox()
        self._year = QComboBox()
        self._words = QLineEdit()
        self._groups = Listing("规则或单位", group_columns("rule"), group_cells, empty="没有问题")
        cells = partial(item_cells, desk.facts.name)
        self._list = Listing("问题清单", ITEM_COLUMNS, cells, many=True, empty=_FIRST)
        self._detail = Detail()
        self._export = widgets.button("导出…", self.export, "", "把列出的问题写成工作簿（F12）")
        self._note = widgets.button("一次说明…", self.note, "", "给选中的、本组的或列出的问题写一条说明（Ctrl+E）")
        self._all = widgets.button("全审", self.check_all, "primary", "审核本年和上年的全部表（Ctrl+F8）")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._fill_choices()
        self._lay_out()
        self._connect()
        self._show()

    # --- checking

    def refresh(self) -> None:
        """Bring the list up to date beside all other work; the last complete check stays what new is measured by."""
        self._fill_years()
        year = self.desk.year
        self.desk.runner.read("review-rules", lambda store: review_rules.rules(store, year), self._took_rules)
        self._check(complete=False)

    def check_all(self) -> None:
        """全审, with progress."""
        self._check(complete=True)

    def check_this(self) -> None:
        """Check the chosen rule or unit again."""
        checked, group = self._checked, self._groups.current
        item = self._list.current
        by = self._by.key
        key = group.key if group is not None and group.key else ""
        if not key and item is not None:
            key = item.rule if by == "rule" else item.unit
        if checked is None or not key:
            self.say.emit("先选一条规则、一个单位或一个问题，再按 F8 重审；按 Ctrl+F8 全审")
            return
        path, asked = Path(self.desk.facts.path), {by: key}
        title = f"重审 {self._rules[key].title if key in self._rules else key}"
        self.desk.runner.file(
            title, lambda _: review_center.recheck_file(path, checked, **asked), partial(self._rechecked, title)
        )

    def _check(self, *, complete: bool) -> None:
        if self._job is not None and not self._job.over:
            self._job.cancel()
        path, year = Path(self.desk.facts.path), self.desk.year
        self._job = self.desk.runner.file(
            f"全审 {year} 年度",
            lambda progress: review_center.check_file(path, year, progress, complete=complete),
            self._took,
        )
        self._job.quiet = not complete
        if not complete:
            self._told.setText(f"{year} 年度 · 正在核对……")

    def _took(self, checked: Checked) -> None:
        if checked.year != self.desk.year:
            return
        self._checked = checked
        if checked.complete:
            new = sum(item.new for item in checked.items)
            more = f"，比上次全审新增 {new} 个" if checked.before else ""
            self.say.emit(f"全审完成：{counted(checked)}{more}")
            if self.desk.runner.writable:
                kept = self.desk.runner.change("记下审核结果", lambda store, _: review_center.keep(store, checked))
                kept.quiet = True
        self._show()

    def _rechecked(self, title: str, checked: Checked) -> None:
        if self._checked is None or checked.year != self._checked.year:
            return
        before = len(self._checked.items)
        self._checked = checked
        self._show()
        by = before - len(checked.items)
        told = f"少了 {by} 个问题" if by > 0 else f"多了 {-by} 个问题" if by < 0 else "问题没有变化"
        self.say.emit(f"{title}：{told}")

    def _took_rules(self, rules: dict[str, Rule]) -> None:
        self._rules = rules
        self._told.setText(self._sentence())
        self._show_detail()

    # --- showing

    def _show(self) -> None:
        checked = self._checked
        items = [item for item in checked.items if self._narrow.takes(item)] if checked else []
        self._told.setText(self._sentence())
        self._show_levels()
        by = self._by.key
        found = groups(items, by) if items else []
        at = next((number for number, group in enumerate(found) if group.key == self._key), 0)
        self._key = found[at].key if found else ""
        self._groups.show_rows(found, at, group_columns(by))
        self._fit()
        self._show_items(items)
        for part in (self._export, self._note):
            part.setEnabled(bool(items))

    def _show_items(self, items: list[Item] | None = None) -> None:
        checked = self._checked
        if items is None:
            items = [item for item in checked.items if self._narrow.takes(item)] if checked else []
        by = self._by.key
        mine = [item for item in items if not self._key or self._key == (item.rule if by == "rule" else item.unit)]
        last = self._list.current
        at = next((number for number, item in enumerate(mine) if last and item.mark == last.mark), 0)
        self._list.say_empty(self._empty())
        self._list.show_rows(mine, at)
        self._show_detail()

    def _show_detail(self) -> None:
        item = self._list.current
        rule = self._rules.get(item.rule if item else self._key)
        self._detail.show_item(item, rule, self._by.key, can_open=item is not None and self._can_open(item))

    def _show_levels(self) -> None:
        items = self._checked.items if self._checked else ()
        rest = Narrow(ALL, self._narrow.stage, self._narrow.year, self._narrow.words)
        there = [item for item in items if rest.takes(item)]
        for key, words in _LEVELS:
            count = sum(Narrow(key).takes_level(item) for item in there)
            self._levels.say(key, f"{words} {count}")

    def _sentence(self) -> str:
        told = self._checked_when()
        off = sorted(rule.rule for rule in self._rules.values() if rule.level == OFF)
        return f"{told} · 停用了 {'、'.join(off[:5])}{' 等' if len(off) > 5 else ''}" if off else told

    def _checked_when(self) -> str:
        checked, year = self._checked, self.desk.year
        if checked is None:
            return f"{year} 年度"
        if not checked.at:
            return f"{year} 年度 · 还没有全审过，下面是刚刚核对的结果"
        told = f"{year} 年度 · 全审于 {when(checked.at)}"
        return f"{told} · 新增与 {when(checked.before)} 的全审相比" if checked.before else told

    def _empty(self) -> str:
        if self._checked is None:
            return "正在核对……" if self._job is not None else _FIRST
        if self._checked.items and not self._narrow.plain:
            return "这样筛选没有问题。放宽上面的筛选，或按 Esc 清除。"
        if self._checked.empty:
            return "台账还是空的，没有可以审核的表。先按 Ctrl+I 导入项目清单和各部门报来的表。"
        return "没有发现问题，可以上报。"

    # --- filters

    def _choose_level(self, key: str) -> None:
        self._narrow = Narrow(key, self._narrow.stage, self._narrow.year, self._narrow.words)
        self._show()

    def _choose(self) -> None:
        year = self._year.currentData() or 0
        self._narrow = Narrow(self._levels.key, self._stage.currentData(), year, self._words.text().strip())
        self._show()

    def clear(self) -> None:
        """Show everything again."""
        self._narrow, self._key = Narrow(), ""
        self._levels.choose(ALL)
        for part in (self._stage, self._year):
            part.setCurrentIndex(0)
        self._words.clear()
        self._pause.stop()
        self._show()

    def _choose_group(self, group: Group) -> None:
        self._key = group.key
        self._show_items()

    def _regroup(self, _by: str) -> None:
        self._key = ""
        self._show()

    def open_place(self, place: Place) -> None:
        """Level, rule, unit or stage as filters; do=now checks everything."""
        level, rule, unit = place.value("level"), place.value("rule"), place.value("unit")
        if level or rule or unit:
            self._levels.choose(level or ALL)
            self._narrow = Narrow(level or ALL)
            self._by.choose("unit" if unit else "rule")
            self._key = rule or unit
            self._show()
        if place.value("do") == "now":
            self.check_all()

    # --- doing

    def note(self) -> None:
        """One note for many."""
        chosen = _open([item for item in self._list.chosen if isinstance(item, review_center.Item)])
        group = _open(self._list.rows)
        shown = _open([item for item in self._checked.items if self._narrow.takes(item)] if self._checked else [])
        choices: list[tuple[str, list[Item]]] = []
        for words, items in (("选中的", chosen), ("本组列出的", group), ("全部列出的", shown)):
            if items and all(len(items) != len(before) for _, before in choices):
                choices.append((words, items))
        if not choices:
            self.say.emit("这里没有需要说明的问题：提示和已经说明的不用再说明")
            return
        dialog = Note(self, choices)
        dialog.written.connect(self._write_note)
        dialog.open()

    def _write_note(self, what: tuple[list[Item], str]) -> None:
        items, note = what
        title = f"说明 {len(items)} 个审核问题"
        self.desk.runner.change(
            title,
            lambda store, _: review_center.explain(store, items, note),
            lambda count: self.say.emit(f"已说明 {count} 处，改列为提示；按 Ctrl+Z 撤销"),
        )

    def adjust_level(self) -> None:
        """What this office makes of the chosen rule."""
        if self._rules:
            item = self._list.current
            chosen = item.rule if item else self._key
            Levels(self, self.desk, list(self._rules.values()), chosen, item.year if item else self.desk.year).open()

    def export(self) -> None:
        """The list as it is filtered, as a workbook."""
        checked = self._checked
        items = list(self._list.rows)
        if checked is None or not items:
            return
        name = f"{self.desk.facts.name}审核问题清单{checked.year}.xlsx"
        folder = Path(self.desk.facts.path).parent
        path, _ = QFileDialog.getSaveFileName(self, "导出问题清单", str(folder / name), "工作簿 (*.xlsx)")
        if path:
            self.write_list(Path(path))

    def write_list(self, path: Path) -> None:
        """Write what is listed to `path`."""
        checked, items = self._checked, list(self._list.rows)
        if checked is None:
            return
        office, words = self.desk.facts.name, self._filter_words()
        self.desk.runner.file(
            "导出问题清单",
            lambda _: review_center.export(path, office, checked, items, words),
            lambda _: self.say.emit(f"已导出 {len(items)} 个问题：{path}"),
        )

    def _filter_words(self) -> list[str]:
        group = self._groups.current
        words = [f"筛选：{dict(_LEVELS)[self._narrow.level]}"] if self._narrow.level != ALL else []
        if group is not None and group.key:
            words.append(group.title)
        return [*words, *([f"含“{self._narrow.words}”"] if self._narrow.words else [])]

    def open_item(self, item: Item | None = None) -> None:
        """Go to the form or the ledger's record where a problem stands."""
        wanted = item or self._list.current
        if wanted is not None:
            self.desk.runner.read(
                "review-place", lambda store: review_center.place(store, wanted), partial(self._go_to, wanted)
            )

    def _can_open(self, item: Item) -> bool:
        there = {kind.key for kind in pages(self.desk.facts.level)}
        ledgers = {"target": "targets", "monitoring": "monitoring", "selfeval": "selfeval", "": "projects"}
        return bool(item.found.record) and bool(there & {"form" if item.stage else "", ledgers[item.stage]})

    def _go_to(self, item: Item, spot: Spot | None) -> None:
        if spot is None:
            self.say.emit(f"{item.rule} 是对整个台账的，没有单独的一张表：{item.found.problem.message}")
            return
        there = {kind.key for kind in pages(self.desk.facts.level)}
        where = (("year", str(item.year)), ("field", item.found.problem.field))
        if spot.form and "form" in there:
            self.go.emit(Place("form", (("form", spot.form), *where), spot.record))
        elif spot.page in there:
            self.go.emit(Place(spot.page, where, spot.record))
        else:
            self.say.emit(f"{item.unit} {item.found.problem.project}：{item.found.problem.message}")

    # --- making

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where the page is narrow, columns give room to the words."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Columns that would say nothing, or the same in every row, are not shown."""
        new = self._checked is not None and any(item.new for item in self._checked.items)
        wide = self.width() >= _WIDE
        self._list.setColumnHidden(2, not wide)
        self._list.setColumnHidden(6, not new)
        self._groups.setColumnHidden(4, not new)
        for column, narrow, broad in ((3, 132, 210), (4, 150, 260)):
            self._list.setColumnWidth(column, broad if wide else narrow)

    def _fill_choices(self) -> None:
        self._stage.setAccessibleName("环节")
        self._stage.addItem("全部环节", "")
        for key, words in STAGES.items():
            self._stage.addItem(words, key or "-")
        self._year.setAccessibleName("预算年度")
        self._fill_years()
        self._words.setPlaceholderText("单位、项目、规则或文字")
        self._words.setAccessibleName("筛选问题")
        self._words.setClearButtonEnabled(True)
        self._words.setMaximumWidth(240)

    def _fill_years(self) -> None:
        self._year.blockSignals(True)  # noqa: FBT003 - Qt's argument
        kept = max(0, self._year.currentIndex())
        self._year.clear()
        self._year.addItem("两个年度", 0)
        for year in (self.desk.year, self.desk.year - 1):
            self._year.addItem(f"{year} 年度", year)
        self._year.setCurrentIndex(kept)
        self._year.blockSignals(False)  # noqa: FBT003 - the same

    def _connect(self) -> None:
        self._levels.chosen.connect(self._choose_level)
        self._by.chosen.connect(self._regroup)
        self._stage.activated.connect(lambda _: self._choose())
        self._year.activated.connect(lambda _: self._choose())
        self._words.textChanged.connect(lambda _: self._pause.start())
        self._pause.timeout.connect(self._choose)
        self._groups.moved.connect(self._choose_group)
        self._list.moved.connect(lambda _: self._show_detail())
        self._list.opened.connect(self.open_item)
        self._detail.opened.connect(self.open_item)
        self._detail.noted.connect(self.note)
        self._detail.again.connect(self.check_this)
        self._detail.levelled.connect(self.adjust_level)
        for words, keys, run in (
            ("重审选中的规则或单位", "F8", self.check_this),
            ("一次说明…", "Ctrl+E", self.note),
            ("调整规则的级别…", "Ctrl+Shift+E", self.adjust_level),
            ("导出清单…", "F12", self.export),
            ("清除筛选", "Esc", self.clear),
        ):
            action = QAction(words, self)
            action.setShortcut(QKeySequence(keys))
            inside = keys == "Esc"  # Esc belongs to whatever has the focus, the rest to the page as long as it is shown
            context = Qt.ShortcutContext
            action.setShortcutContext(context.WidgetWithChildrenShortcut if inside else context.WindowShortcut)
            action.triggered.connect(lambda _=False, call=run: call())
            self.addAction(action)

    def _lay_out(self) -> None:
        whole = widgets.column(self, gap=10)
        whole.setContentsMargins(16, 10, 16, 12)
        head = widgets.row(gap=10)
        head.addWidget(widgets.label("审核中心", "title"))
        head.addWidget(self._told, 1, Qt.AlignmentFlag.AlignBottom)
        for part in (self._export, self._note, self._all):
            head.addWidget(part)
        whole.addLayout(head)
        line = widgets.row(gap=10)
        line.addWidget(self._levels)
        line.addSpacing(4)
        line.addWidget(self._stage)
        line.addWidget(self._year)
        line.addWidget(self._words, 1)
        line.addStretch(1)
        line.addWidget(self._by)
        whole.addLayout(line)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(10)
        split.addWidget(_panel(self._groups))
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.setHandleWidth(10)
        right.addWidget(_panel(self._list))
        detail = _panel(self._detail, 12)
        right.addWidget(detail)
        right.setStretchFactor(0, 1)
        right.setSizes([390, 200])
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([345, 790])
        whole.addWidget(split, 1)


def _open(items: object) -> list[Item]:
    """Those that a note is of use for."""
    given: list[Item] = list(items)  # type: ignore[call-overload] # rows of a listing
    return [item for item in given if item.level != "hint" and item.found.record]


def _panel(part: QWidget, margin: int = 1) -> QWidget:
    made = widgets.frame("panel")
    widgets.row(made, margin=margin).addWidget(part)
    return made
