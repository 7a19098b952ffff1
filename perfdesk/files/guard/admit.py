"""The door: bytes and a name go in; what comes out may be read."""

from __future__ import annotations

from perfdesk.domain.problem import WARNING, Problem
from perfdesk.files.guard import archive, biff, kinds, limits, markup, ooxml, openformat
from perfdesk.files.guard.delivered import Admitted
from perfdesk.files.guard.refusal import Refused

_TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".et", ".csv")


def admit(data: bytes, name: str) -> Admitted:
    """Inspect a delivered file.

    Args:
        data: the file's bytes.
        name: its name (or its path inside a .zip), for its ending and for messages.

    Raises:
        Refused: with the E_ code, the place and the step to take.
    """
    if len(data) > limits.FILE:
        raise too_large(len(data))
    kind = kinds.kind(data, name)
    if kind == "text":
        return Admitted("csv", data)
    admitted = biff.workbook(data) if kind == "ole" else _zip(data, name)
    hidden = [part for part in admitted.sheets if part.state != "visible"]
    for part in hidden:
        words = f"工作表 {part.name} 是隐藏的，默认不导入；需要时请取消隐藏，保存后重新导入"
        admitted.problems.append(Problem(WARNING, "W_HIDDEN", words, part.name))
    return admitted


def too_large(size: int) -> Refused:
    """The refusal of a file of `size` bytes."""
    words = f"文件有 {size // 1024 // 1024} MB，超过 {limits.FILE // 1024 // 1024} MB"
    return Refused("E_SIZE", words, "请删去图片和多余的行列，或拆成几个文件后重新报送")


def _zip(data: bytes, name: str) -> Admitted:
    found = archive.members(data)
    archive.bounded(found, len(data))
    names = {member.name.lower() for member in found}
    if "content.xml" in names and "[content_types].xml" not in names:
        return openformat.workbook(ooxml.Package(data, found))
    if "word/document.xml" in names:
        return _document(ooxml.Package(data, found), name)
    if any(part.startswith("ppt/") for part in names):
        raise Refused("E_TYPE", "是演示文稿", "请报送 .xlsx、.xls、.ods 或 .csv 表格")
    inner = [member.name for member in found if member.name.lower().endswith(_TABLES)]
    if inner and not any(part.startswith("xl/") for part in names):
        shown = "、".join(inner[:3])
        raise Refused("E_TYPE", f"是压缩包，里面有 {shown}", "请先解压，或把扩展名改为 .zip 后再导入")
    return ooxml.workbook(ooxml.Package(data, found))


def _document(package: ooxml.Package, name: str) -> Admitted:
    if name.lower().endswith(_TABLES):
        raise Refused("E_TYPE", "是 Word 文件，不是表格文件", "请把扩展名改为 .docx 后再导入，或改报 Excel 表格")
    body = package.part("word/document.xml")
    markup.nest("word/document.xml", body)
    admitted = Admitted("docx", body)
    if any(part.endswith("vbaproject.bin") for part in package.names):
        admitted.problems.append(Problem(WARNING, "W_MACRO", "文档含宏，已忽略"))
    admitted.controls = markup.unseen(body)
    return admitted
