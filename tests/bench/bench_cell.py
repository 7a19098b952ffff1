"""One committed, journalled cell beside what the disk can do: one fdatasync of 4 KiB in the same folder."""

import os
from itertools import count

from perfdesk.store.file import create, open_store
from perfdesk.store.ids import new_id

PASSES = 300
UNITS = 580


def run(harness):
    """p50 and p99 of changing one phone number, against a write of 4 KiB and fdatasync (Windows: fsync)."""
    path = harness.folder / "cell.perfdesk"
    office = "530402"
    create(path, code=office, name="红塔区财政局", level="county", year=2023).close()
    with open_store(path) as store:
        columns = ("office", "id", "code", "name", "kind")
        rows = [(office, new_id(), f"{n:03}", f"第{n}单位", "department") for n in range(UNITS)]
        with store.change("建立单位") as change:
            change.put("unit", columns, rows)
        numbers = count()

        def cell():
            number = next(numbers)
            with store.change("修改电话") as change:
                change.put("unit", ("office", "id", "phone"), [(office, rows[number % UNITS][1], f"0877-{number}")])

        block, sync = b"\x5a" * 4096, getattr(os, "fdatasync", os.fsync)
        with (harness.folder / "peer").open("wb", buffering=0) as file:

            def peer():
                file.seek(0)
                file.write(block)
                sync(file.fileno())

            peer()
            times = harness.turns({"perfdesk": cell, "fdatasync": peer}, passes=PASSES, warm=20)
        done = len(store.rows("SELECT 1 FROM unit WHERE phone LIKE '0877-%'"))
        harness.equal("写入的单元格数", done, PASSES + 20)
    harness.row("提交一个单元格 p50", times, "perfdesk", "fdatasync", at_most=7, percent=50)
    harness.row("提交一个单元格 p99", times, "perfdesk", "fdatasync", at_most=10, percent=99)
