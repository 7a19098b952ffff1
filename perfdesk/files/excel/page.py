"""The page of an official workbook: paper, margins, header and footer, the rows that repeat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfdesk.files.excel.styles import MAIN, flag
from perfdesk.files.sheet import PageSetup

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from perfdesk.files.excel.package import Package

_PAPER = {"8": (841.89, 1190.55), "9": (595.28, 841.89), "11": (419.53, 595.28)}


def _thirds(element: Element | None) -> tuple[str, str, str]:
    """The left, middle and right text of a header, without its font codes."""
    text = "" if element is None or element.text is None else element.text
    text = re.sub(r'&"[^"]*"|&\d+|&K[0-9A-Fa-f]{6}|&[BIU]', "", text)
    found = {"L": "", "C": "", "R": ""}
    for piece in re.findall(r"(?:&[LCR]|^)(?:(?!&[LCR]).)*", text, re.DOTALL):
        side, body = (piece[1], piece[2:]) if piece[:2] in ("&L", "&C", "&R") else ("C", piece)
        found[side] += body
    return found["L"], found["C"], found["R"]


def page(package: Package) -> PageSetup:
    """The paper, from the workbook's own page elements."""
    sheet = package.sheet
    margins, setup = sheet.find(f"{MAIN}pageMargins"), sheet.find(f"{MAIN}pageSetup")
    given = {} if setup is None else setup.attrib
    short, long = _PAPER.get(given.get("paperSize", "9"), _PAPER["9"])
    lies = given.get("orientation") == "landscape"
    fit = flag(sheet.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr"), "fitToPage")
    inches = {} if margins is None else {name: float(value) * 72 for name, value in margins.attrib.items()}
    texts = {name: sheet.find(f"{MAIN}headerFooter/{MAIN}{name}") for name in ("oddHeader", "oddFooter")}
    titles = package.names.get("_xlnm.Print_Titles", "").rpartition("!")[2].replace("$", "")
    repeat = re.fullmatch(r"(\d+):(\d+)", titles)
    return PageSetup(
        width=long if lies else short,
        height=short if lies else long,
        left=inches.get("left", 50.4),
        right=inches.get("right", 50.4),
        top=inches.get("top", 54.0),
        bottom=inches.get("bottom", 54.0),
        header_margin=inches.get("header", 21.6),
        footer_margin=inches.get("footer", 21.6),
        fit_width=fit and given.get("fitToWidth", "1") == "1",
        fit_height=fit and given.get("fitToHeight", "1") == "1",
        scale=int(given.get("scale", "100")) / 100,
        centred=flag(sheet.find(f"{MAIN}printOptions"), "horizontalCentered"),
        header=_thirds(texts["oddHeader"]),
        footer=_thirds(texts["oddFooter"]),
        repeat=(int(repeat[1]) - 1, int(repeat[2]) - 1) if repeat else None,
    )
