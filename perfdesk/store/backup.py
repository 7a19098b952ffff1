"""A backup is proved, not assumed: copied by SQLite, synced, opened again and checked whole before it gets its name.

Beside `<stem>-<yyyymmdd-hhmmss>-<seq>-<head8>.pdbak` lies a .json with its SHA-256, the journal's head, the digest of
the content and the rows a table. A backup that does not agree with it is never offered as good.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from perfdesk import __version__
from perfdesk.domain.errors import UserError
from perfdesk.store import connection, disk, journal, migrations, opening, proof, shape
from perfdesk.store.failures import in_words
from perfdesk.store.lock import Lock

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.store.file import Store

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A proved backup. `size` in bytes; `rows` per journalled table; `digest` is that of the content."""

    path: Path
    office: str
    name: str
    year: int
    seq: int
    head: str
    digest: str
    sha256: str
    size: int
    format: int
    rows: dict[str, int]


def back_up(store: Store, folder: Path) -> Backup:
    """Write a proved backup of an open file into `folder`, which is made where it is missing.

    Raises:
        UserError: the disk is full or gone, or the file or the copy does not hold (E_BACKUP); nothing of it is
            left behind then.
    """
    try:
        return _written(store, folder)
    except OSError as error:
        message = f"备份没有写成：{folder}（{error.strerror or error}）"
        raise UserError(message, "请检查磁盘空间、U 盘和权限后再试", "E_IO") from error


def _written(store: Store, folder: Path) -> Backup:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"不能建立备份文件夹 {folder}（{error.strerror}）", "请换一个文件夹", "E_READONLY") from error
    disk.sweep(folder)
    disk.need_space(folder, store.path.stat().st_size)
    temp = disk.temp_name(folder / "x.pdbak")
    try:
        with in_words(temp):
            digest = store.copy_to(temp)
        disk.sync(temp)
        made = _proved(temp)
        if made.digest != digest:
            raise UserError("备份与原文件的内容不同，没有保留", "请检查磁盘后再试", "E_BACKUP")
        target = folder / f"{store.path.stem}-{disk.stamp()}-{made.seq}-{made.head[:8]}.pdbak"
        final = replace(made, path=target)
        _write_note(final)
        disk.move(temp, target)
    finally:
        for left in (temp, *disk.side_files(temp)):
            left.unlink(missing_ok=True)
    return final


def check(path: Path) -> Backup:
    """Prove a backup (or any closed data file): every byte, every reference, the journal, the note beside it.

    Raises:
        UserError: E_BACKUP with what does not hold; or it is missing, no data file, from a newer program.
    """
    application, version = connection.read_header(path)
    connection.refuse_newer(path, version)
    if not connection.belongs(application) or version != migrations.version():
        raise UserError(f"{path.name} 不是这个版本的备份", "请核对文件", "E_SCHEMA")
    if opening.has_hot_journal(path):
        raise UserError(f"{path.name} 旁边有未完成的 -journal", "请先打开一次该文件，再当作备份使用", "E_BACKUP")
    made = _proved(path)
    note = note_path(path)
    if note.exists():
        claimed = _read_note(note)
        different = [key for key, value in claimed.items() if _fields(made).get(key) != value]
        if different:
            message = f"备份 {path.name} 与旁边的 {note.name} 不符（{'、'.join(different)}）"
            raise UserError(message, "这份备份不可靠，请用另一份", "E_BACKUP")
    return made


def restore(backup: Path, to: Path, operator: str = "") -> tuple[Backup, Path | None]:
    """Put a proved backup in place of `to`; returns it and where the former file was kept (None where there was none).

    Raises:
        UserError: the backup does not hold, somebody has `to` open, the disk is full; `to` is then as it was.
    """
    proved = check(backup)
    to = to.resolve()
    disk.need_space(to.parent, proved.size)
    if to.exists() and to.samefile(backup):
        raise UserError("备份和目标是同一个文件", "请换一个目标文件名", "E_USAGE")
    lock = Lock(to, operator)
    temp = disk.temp_name(to)
    try:
        with backup.open("rb") as source, temp.open("wb") as target:
            while block := source.read(_BLOCK):
                target.write(block)
        disk.sync(temp)
        if _sha256(temp) != proved.sha256:
            raise UserError("备份在复制时变了，没有恢复", "请检查磁盘或U盘后再试", "E_BACKUP")
        kept = _swap(temp, to)
    except OSError as error:
        raise UserError(f"写不了 {to}（{error.strerror}）", "原来的文件还在；请检查磁盘空间和权限", "E_IO") from error
    finally:
        temp.unlink(missing_ok=True)
        lock.release()
    return proved, kept


def _swap(new: Path, to: Path) -> Path | None:
    """Put `new` in place of a file; that and what SQLite left beside it get other names and still belong together.

    The file goes before its journal: a journal without its file is passed over, a file without its journal would be
    half of a state. Where a renaming fails, those before it are taken back.
    """
    kept = _free_name(to)
    former = [(to, kept)] if to.exists() else []
    sides = [(side, kept.with_name(kept.name + side.name.removeprefix(to.name))) for side in disk.side_files(to)]
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in (*former, *sides, (new, to)):
            disk.move(source, target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            disk.move(target, source)
        raise
    return kept if former else None


def _free_name(to: Path) -> Path:
    first = f"{to.name}.恢复前-{disk.stamp()}"
    names = (first if number == 1 else f"{first}-{number}" for number in count(1))
    return next(free for name in names if not (free := to.with_name(name)).exists())


def _proved(path: Path) -> Backup:
    conn = connection.connect(path, read_only=True)
    with contextlib.closing(conn), in_words(path):
        opening.refuse_shape(conn, path)
        verdict = "；".join(str(row[0]) for row in conn.execute("PRAGMA integrity_check(3)").fetchall())
        if verdict != "ok":
            raise UserError(f"{path.name} 已损坏：{verdict}", "请用另一份备份", "E_BACKUP")
        if conn.execute("PRAGMA foreign_key_check").fetchall():
            raise UserError(f"{path.name} 里有断开的引用", "请用另一份备份", "E_BACKUP")
        fault = proof.verify(conn)
        if fault is not None:
            raise UserError(f"{path.name}：{fault.words}", "请用 perfdesk doctor 查看，或用另一份备份", "E_BACKUP")
        seq, head = journal.head(conn)
        own = conn.execute("SELECT code, name, year FROM office WHERE own = 1").fetchall()
        if len(own) != 1:
            raise UserError(f"{path.name} 里没有本单位的资料", "请用另一份备份", "E_BACKUP")
        code, name, year = own[0]
        rows = {each: conn.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in shape.tables()}
        digest = proof.content_digest(conn)
    size = path.stat().st_size
    return Backup(path, code, name, year, seq, head, digest, _sha256(path), size, migrations.version(), rows)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def note_path(backup: Path) -> Path:
    """The .json beside a backup."""
    return backup.with_name(backup.name + ".json")


def _fields(made: Backup) -> dict[str, object]:
    return {key: value for key, value in asdict(made).items() if key != "path"}


def _write_note(made: Backup) -> None:
    note = note_path(made.path)
    temp = disk.temp_name(note)
    text = json.dumps({**_fields(made), "program": __version__}, ensure_ascii=False, indent=1)
    temp.write_text(text, encoding="utf-8")
    disk.sync(temp)
    disk.move(temp, note)


def _read_note(note: Path) -> dict[str, object]:
    try:
        found = json.loads(note.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UserError(f"{note.name} 已损坏", "这份备份不可靠，请用另一份", "E_BACKUP")
    found.pop("program", None)
    return found
