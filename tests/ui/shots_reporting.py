"""Pictures of the review centre with mistakes, of reporting and of receiving, in states that take some doing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from tests.ui.shots import Stage


def _work(stage: Stage) -> None:
    """Let long work come to its end."""
    for _ in range(10):
        stage.settle()
        session = stage.program.session
        if session is not None and not session.runner.busy:
            return


def _open(stage: Stage, path: Path, page: str) -> QWidget:
    if stage.program.session is None or stage.program.session.path != str(path):
        stage.program.open(str(path))
        stage.settle(0.5)
    stage.go(page)
    _work(stage)
    return stage.window.page


def _spoiled(stage: Stage) -> Path:
    """The practice office with mistakes of two days: some known since the last check, some explained, some new."""
    from perfdesk.services import review_center  # noqa: PLC0415 - only who needs it pays for it
    from perfdesk.store.file import open_store  # noqa: PLC0415
    from tests.ui.spoiled import spoil  # noqa: PLC0415

    path = stage.folder / "有错" / "红塔区.perfdesk"
    if path.exists():
        return path
    path.parent.mkdir()
    shutil.copyfile(stage.folder / "红塔区.perfdesk", path)
    spoil(path)
    with open_store(path, operator="张三") as store:
        checked = review_center.check(store, 2023)
        review_center.keep(store, checked)
        errors = [item for item in checked.items if item.level == "error"]
        review_center.explain(store, errors[:3], "已电话核实，系四舍五入，原表盖章不再改")
    spoil(path, 4, since=20)
    with open_store(path, operator="张三") as store:
        review_center.keep(store, review_center.check(store, 2023))
    return path


def _review(stage: Stage) -> None:
    page = _open(stage, _spoiled(stage), "review")
    page.clear()
    stage.settle()


def _review_units(stage: Stage) -> None:
    page = _open(stage, _spoiled(stage), "review")
    page._levels.choose("error")
    page._choose_level("error")
    page._by.choose("unit")
    page._regroup("unit")
    stage.settle()


def _review_note(stage: Stage) -> QWidget | None:
    page = _open(stage, _spoiled(stage), "review")
    page.clear()
    page._by.choose("rule")
    page._regroup("rule")
    page._groups.selectRow(1)
    page._list.selectRow(0)
    page.note()
    return stage.dialog()


def _review_level(stage: Stage) -> QWidget | None:
    page = _open(stage, _spoiled(stage), "review")
    page.clear()
    page._list.selectRow(0)
    page.adjust_level()
    return stage.dialog()


def _workbench_wrong(stage: Stage) -> None:
    """The open errors are counted when the page has been in front for a while."""
    _open(stage, _spoiled(stage), "workbench")
    stage.settle(2.5)


def _workbench_city(stage: Stage) -> None:
    _open(stage, _city(stage), "workbench")


def _packages(stage: Stage) -> None:
    page = _open(stage, _spoiled(stage), "packages")
    folder = stage.folder / "U盘"
    folder.mkdir(exist_ok=True)
    if page._state.key is None:
        page.key_panel.write_card_with(str(folder), "")
        dialog = stage.dialog()
        if dialog is not None:
            dialog.close()
    page.use_folder(str(folder))
    page._kind.choose("target")
    page._choose_kind("target")
    stage.settle()
    page.pack()
    _work(stage)
    page.try_it()
    _work(stage)


def _packages_stopped(stage: Stage) -> QWidget | None:
    page = _open(stage, _spoiled(stage), "packages")
    page._kind.choose("annual")
    page._choose_kind("annual")
    stage.settle()
    page.pack()
    _work(stage)
    return stage.dialog()


def _password(stage: Stage) -> QWidget | None:
    from perfdesk.ui.reporting.password import Password  # noqa: PLC0415

    page = _open(stage, _spoiled(stage), "packages")
    Password(page, new=True).open()
    return stage.dialog()


def _city(stage: Stage) -> Path:
    """A city that received of two counties, with a difference and a refused package."""
    from perfdesk.services import enrolment, receiving  # noqa: PLC0415
    from perfdesk.store.file import open_store  # noqa: PLC0415
    from tests.services import package_offices as make  # noqa: PLC0415
    from tests.ui import small_city  # noqa: PLC0415

    folder = stage.folder / "市"
    path = folder / f"{make.CITY}.perfdesk"
    if path.exists():
        return path
    folder.mkdir()
    small = small_city.build(folder)
    mine, other = (small.packages[code] for code in (make.COUNTY, make.OTHER))
    with open_store(small.path, operator="张三") as store:
        for card, groups in small.cards.values():
            enrolment.enrol(store, card, groups)
        receiving.receive(store, [mine["again"], mine["monitor"], other["annual"], mine["annual"]])
        row = store.rows("SELECT office, id FROM receipt WHERE sender = ?", (make.OTHER,))[0]
        found = '[["target.project.count", "592", "590"], ["target.project.amount", "73905.66", "73880.11"]]'
        with store.change("不符") as change:
            change.put("receipt", ("office", "id", "differences"), [(*row, found)])
    return path


def _receiving(stage: Stage) -> None:
    page = _open(stage, _city(stage), "receiving")
    page._matrix.selectRow(1)
    stage.settle()


def _verify(stage: Stage) -> QWidget | None:
    page = _open(stage, _city(stage), "receiving")
    broken = stage.folder / "530403-江川区财政局-2023-monitor-09-0001.pdpkg"
    broken.write_bytes(b"x" * 400)
    page.take([*sorted((stage.folder / "市" / "包").glob("*.pdpkg")), broken])
    _work(stage)
    return stage.dialog()


def _enrol(stage: Stage) -> QWidget | None:
    page = _open(stage, _city(stage), "receiving")
    page.enrol(next((stage.folder / "市" / "卡").glob("*.pdkey")))
    stage.settle()
    dialog = stage.dialog()
    for field, group in zip(dialog.groups, ("3fa9", "0c71", ""), strict=True):
        field.setText(group)
    return dialog


SHOTS: dict[str, Callable[[Stage], QWidget | None]] = {
    "审核中心-有错": _review,
    "审核中心-按单位": _review_units,
    "审核中心-作出说明": _review_note,
    "审核中心-调整级别": _review_level,
    "工作台-有错": _workbench_wrong,
    "上报-已生成": _packages,
    "上报-有审核错误": _packages_stopped,
    "上报-口令": _password,
    "工作台-县区": _workbench_city,
    "接收-差异": _receiving,
    "接收-核对": _verify,
    "接收-登记": _enrol,
}
