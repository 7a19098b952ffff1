"""The custom document properties of a workbook: our identity in pieces that every spreadsheet program keeps."""

from __future__ import annotations

import re
from html import unescape

from perfdesk.files.excel.cells import clean

NAME = "perfdesk"
_PIECE = 240  # characters; programs may cut a property's text at 255
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PROPERTY = re.compile(
    r'<(?:\w+:)?property\b[^>]*\bname="perfdesk(?:\.(\d+))?"[^>]*>\s*'
    r"<vt:lpwstr\b[^>]*?(?:/>|>(.*?)</vt:lpwstr>)",
    re.DOTALL,
)


def write(text: str) -> str:
    """docProps/custom.xml that holds `text`."""
    pieces = [text[start : start + _PIECE] for start in range(0, max(1, len(text)), _PIECE)]
    properties = [
        f'<property fmtid="{_FORMAT}" pid="{number + 2}" name="{NAME if number == 0 else f"{NAME}.{number}"}">'
        f"<vt:lpwstr>{clean(piece)}</vt:lpwstr></property>"
        for number, piece in enumerate(pieces)
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{''.join(properties)}</Properties>"
    )


def read(data: bytes) -> str:
    """The text out of docProps/custom.xml, "" where there is none of ours."""
    xml = data.decode("utf-8", "replace")
    pieces = {int(number or 0): unescape(text or "") for number, text in _PROPERTY.findall(xml)}
    return "".join(pieces[number] for number in sorted(pieces))
