"""What a file really is, told from its first bytes; its name only says what the sender believed."""

from __future__ import annotations

import re
from typing import NoReturn

from perfdesk.files.guard import compound
from perfdesk.files.guard.refusal import Refused

_TABLE = "请报送 .xlsx、.xls、.ods 或 .csv 表格"
_OTHER = (
    (b"%PDF", "是 PDF 文件", "请向报送单位要填好的电子表格，扫描件和 PDF 不能导入"),
    (b"\xff\xd8\xff", "是图片", "请向报送单位要填好的电子表格，照片不能导入"),
    (b"\x89PNG", "是图片", "请向报送单位要填好的电子表格，截图不能导入"),
    (b"GIF8", "是图片", "请向报送单位要填好的电子表格，图片不能导入"),
    (b"BM", "是图片", "请向报送单位要填好的电子表格，图片不能导入"),
    (b"Rar!", "是 RAR 压缩包", "请先解压，再导入解压出来的表格；或改用 .zip 压缩"),
    (b"7z\xbc\xaf\x27\x1c", "是 7z 压缩包", "请先解压，再导入解压出来的表格；或改用 .zip 压缩"),
    (b"\x1f\x8b", "是 gz 压缩包", "请先解压，再导入解压出来的表格；或改用 .zip 压缩"),
    (b"{\\rtf", "是 RTF 文字文件", "请把其中的表格填入表样后重新报送"),
    (b"SQLite format 3", "是数据文件，不是表格", _TABLE),
    (b"MZ", "是程序，不是表格", "请勿打开，并向报送单位核实"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_SPREADSHEET = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
_TEXTS = (".csv", ".tsv", ".txt", ".prn")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind(data: bytes, name: str) -> str:
    """zip, ole or text; everything else is refused.

    Raises:
        Refused: an empty file, a lock file, a page of the web, or a type that holds no tables.
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    if base.startswith("~$"):
        raise Refused("E_LOCKFILE", f"{base} 是 Excel 临时锁文件", "请关闭 Excel 或 WPS，导入原来的文件")
    if not data:
        raise Refused("E_EMPTY", "是空文件（0 字节）", "请向报送单位重新要一份")
    if data[:4] in (b"PK\3\4", b"PK\5\6"):
        return "zip"
    if data[:8] == compound.MAGIC:
        return "ole"
    for magic, words, step in _OTHER:
        if data.startswith(magic):
            raise Refused("E_TYPE", words, step)
    return _text(data, base.lower())


def _text(data: bytes, base: str) -> str:
    head = data[:8192]
    if head[:2] in _MARKS[1:]:
        head = head.decode("utf-16", "replace").encode()
    page = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _SPREADSHEET.search(page):
        raise Refused("E_TYPE_XML", "是 XML 表格 2003", "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新报送")
    if page[:1] == b"<" and _HTML.search(page):
        raise Refused("E_TYPE_HTML", "是网页，不是 Excel 工作簿", "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新报送")
    named = base.endswith(_TEXTS)
    if not readable(data[:65_536]) and (not named or b"\0" in data[:65_536]):
        _unknown(base)
    if not named:
        step = "请把扩展名改为 .csv 后用 CSV 导入，或在 Excel、WPS 中另存为 .xlsx"
        raise Refused("E_TYPE_TEXT", "是文本/CSV，不是工作簿", step)
    return "text"


def _unknown(base: str) -> NoReturn:
    if base.endswith((".xlsx", ".xlsm", ".xls", ".ods", ".et", ".docx")):
        raise Refused("E_TYPE", "内容已损坏或不是表格文件", "请向报送单位重新要一份完整的文件")
    raise Refused("E_TYPE", "不是表格文件", _TABLE)


def readable(head: bytes) -> bool:
    """Whether bytes are text in UTF-8, UTF-16 with a mark or GB18030; a character cut at the end is forgiven."""
    if head[:2] in _MARKS[1:]:
        return True
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return sum(byte < 9 or 13 < byte < 32 for byte in head) * 50 <= len(head)
    return False
