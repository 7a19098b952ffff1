"""The whole examination of a data file: pages, shape, journal, references, settings, disk. It writes nothing."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.domain.problem import ERROR, WARNING
from perfdesk.store import connection, disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfdesk.store.file import Store

_SHOWN = 3  # rows named per finding

# child table, its column, parent tables, condition: rows that mean nothing without the row they refer to
RELATIONS = (
    ("duty", "section", ("section",), ""),
    ("duty", "unit", ("unit",), ""),
    ("unit", "parent", ("unit",), ""),
    ("unit", "section", ("section",), ""),
    ("unit_year", "unit", ("unit",), ""),
    ("project", "unit", ("unit",), ""),
    ("project", "department", ("unit",), ""),
    ("funding", "project", ("project",), ""),
    ("execution", "funding", ("funding",), ""),
    ("execution", "project", ("project",), ""),
    ("target", "subject", ("project",), "subject_kind = 'project'"),
    ("target", "subject", ("unit",), "subject_kind = 'department'"),
    ("indicator", "target", ("target",), ""),
    ("monitoring", "subject", ("project",), "subject_kind = 'project'"),
    ("monitoring", "subject", ("unit",), "subject_kind = 'department'"),
    ("selfeval", "subject", ("project",), "subject_kind = 'project'"),
    ("selfeval", "subject", ("unit",), "subject_kind = 'department'"),
    ("observation", "sheet", ("monitoring", "selfeval"), ""),
    ("finding_unit", "finding", ("finding",), ""),
    ("finding_unit", "unit", ("unit",), ""),
    ("import_file", "batch", ("import_batch",), ""),
    ("statement", "file", ("import_file",), ""),
)


@dataclass(frozen=True, slots=True)
class Ailment:
    """One thing that is wrong. `what` names the examination; `level` is error or warning; `hint` says what to do."""

    level: str
    what: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Health:
    """The result of an examination. `size` and `free` in bytes; `digest` "" where the rows could not be read."""

    seq: int
    head: str
    digest: str
    size: int
    free: int
    sqlite: str
    ailments: tuple[Ailment, ...]


def examine(store: Store) -> Health:
    """Look at everything; what is found is returned, nothing is raised for it."""
    found: list[Ailment] = []
    for what, look in _LOOKS:
        try:
            found += look(store)
        except UserError as error:
            found.append(Ailment(ERROR, what, error.message, error.hint))
    seq, head, digest = 0, "", ""
    with contextlib.suppress(UserError):  # said above already
        seq, head = store.head()
        digest = store.content_digest()
    free = shutil.disk_usage(store.path.parent).free
    return Health(seq, head, digest, store.path.stat().st_size, free, sqlite3.sqlite_version, tuple(found))


def _pages(store: Store) -> Iterator[Ailment]:
    for (verdict,) in store.rows("PRAGMA integrity_check"):
        if verdict != "ok":
            hint = "请不要再写入，用最近的备份恢复：perfdesk restore 备份 --to 新文件"
            yield Ailment(ERROR, "pages", f"文件有损坏：{verdict}", hint)
    if store.rows("PRAGMA foreign_key_check"):
        yield Ailment(ERROR, "pages", "文件里有断开的引用", "请用最近的备份恢复")


def _schema(store: Store) -> Iterator[Ailment]:
    odd = store.odd_shape()
    if odd:
        yield Ailment(ERROR, "schema", f"文件的结构被改动：{odd}", "请用最近的备份恢复")


def _journal(store: Store) -> Iterator[Ailment]:
    fault = store.verify_journal()
    if fault is not None:
        hint = "有人绕过本程序改过文件。请与备份比对；需要时用最近的备份恢复"
        yield Ailment(ERROR, "journal", fault.words, hint)


def _references(store: Store) -> Iterator[Ailment]:
    for child, column, parents, condition in RELATIONS:
        lost = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.office = c.office AND p.id = c.{column})"
            for parent in parents
        )
        where = f"coalesce(c.{column}, '') <> '' AND {lost}" + (f" AND c.{condition}" if condition else "")
        rows = store.rows(f"SELECT c.office, c.id FROM {child} c WHERE {where} ORDER BY 1, 2")
        if rows:
            shown = "、".join(f"{office}/{key}" for office, key in rows[:_SHOWN])
            message = f"表 {child} 有 {len(rows)} 行的 {column} 找不到所指的记录（{shown}）"
            yield Ailment(WARNING, "references", message, "请把这份文件和操作日志发给维护人员")


def _pragmas(store: Store) -> Iterator[Ailment]:
    for name, value in connection.pragmas().items():
        took = store.rows(f"PRAGMA {name}")[0][0]
        if took != value and not (store.read_only and name == "journal_mode"):
            yield Ailment(
                ERROR, "pragmas", f"数据库设置 {name} 是 {took}，应为 {value}", "请把文件复制到本机硬盘再打开"
            )


def _space(store: Store) -> Iterator[Ailment]:
    free = shutil.disk_usage(store.path.parent).free
    if free < 2 * store.path.stat().st_size + disk.RESERVE:
        yield Ailment(WARNING, "space", f"磁盘只剩 {free >> 20} MB", "请清出空间，否则将不能导入和备份")


def _sides(store: Store) -> Iterator[Ailment]:
    for side in disk.side_files(store.path):
        if side.name.endswith(("-wal", "-shm")):
            yield Ailment(WARNING, "sides", f"旁边有不属于本文件的 {side.name}", "请把它移到别处")


_LOOKS: tuple[tuple[str, Callable[[Store], Iterator[Ailment]]], ...] = (
    ("pages", _pages),
    ("schema", _schema),
    ("journal", _journal),
    ("references", _references),
    ("pragmas", _pragmas),
    ("space", _space),
    ("sides", _sides),
)
