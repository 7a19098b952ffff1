"""One form on paper: its printed pages for preview and printer, and the workbook or PDF that the exporter makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.catalog import resources
from perfdesk.domain.errors import UserError
from perfdesk.domain.identity import Identity
from perfdesk.files import paper, workbook
from perfdesk.files.names import file_name
from perfdesk.services import form_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from perfdesk.files.paper import Paper
    from perfdesk.services.form_sheet import Ask, Held
    from perfdesk.services.form_view import FormView
    from perfdesk.store.file import Store


def pages(store: Store, ask: Ask) -> tuple[Paper, ...]:
    """The pages of a form as the PDF has them.

    Raises:
        UserError: the form is gone, or its project is 涉密.
    """
    held = _held(store, ask)
    return paper.pages(held.sheet, paper.fonts(resources.root() / "fonts"))


def suggested_name(view: FormView) -> str:
    """A file name for one form, without its ending."""
    period = f"_1-{view.month}月" if view.month else ""
    return file_name(f"{view.name}_{view.title}_{view.year}{period}", 120)


def export(store: Store, ask: Ask, path: Path) -> Path:
    """Write one form to a file: .pdf, else a workbook that says what it is.

    Raises:
        UserError: the form is gone or 涉密, or the file cannot be written.
    """
    held = _held(store, ask)
    form, record = held.form, held.record
    if path.suffix.lower() == ".pdf":
        from perfdesk.files.pdf import write_pdf  # noqa: PLC0415 - only who prints pays for the library

        write_pdf(path, [(record.name, held.sheet)], resources.root() / "fonts", form.titles[0])
        return path
    target = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    identity = Identity(store.office, form.key, record.year, record.month, record.department_id)
    sheets = [workbook.Filled(record.name, held.content, record.subject)]
    workbook.write_workbook(target, form, sheets, identity)
    return target


def _held(store: Store, ask: Ask) -> Held:
    held = form_sheet.load(store, ask)
    if held is None:
        raise UserError("这张表已经不在台账里", "可能刚刚被撤销，请返回列表刷新")
    if held.record.classified:
        raise UserError("涉密项目的表不能打印和导出", "涉密项目只计数，请按保密规定另行处理")
    return held
