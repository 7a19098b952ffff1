"""确认: everything that was staged is written in one transaction, as one action with one undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.store import snapshot

if TYPE_CHECKING:
    from perfdesk.services.imports.model import Preview
    from perfdesk.store.file import Store


def title(preview: Preview) -> str:
    """The words under which the import stands in the journal."""
    good = [plan for plan in preview.files if plan.status == "imported"]
    rows = sum(plan.counts.new + plan.counts.changed for plan in good)
    if len(good) == 1:
        name = good[0].path.replace("\\", "/").rsplit("/", 1)[-1]
        return f"导入 {name}（{rows} 行）"
    return f"导入 {len(good)} 个文件（{rows} 行）"


def confirm(store: Store, preview: Preview) -> Preview:
    """Write the preview.

    Raises:
        UserError: the ledger was changed since the preview was made; nothing is written.
    """
    if snapshot.last_action(store) != preview.basis:
        raise UserError("预览之后台账又有改动，这份预览已经过时，没有写入任何内容", "请重新预览后再确认")
    if any(plan.status == "imported" for plan in preview.files):
        with store.change(title(preview)) as change:
            preview.staging.write(change)
    preview.committed = True
    return preview
