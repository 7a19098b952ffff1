"""An official workbook as its parts: the only sheet, its strings, its styles, its names."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.files.excel.styles import MAIN, Styles, parse, read

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class TemplateError(ValueError):
    """An official workbook and its description do not fit; carries the file, the cell and what is wrong."""


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an official workbook.

    `root` is the sheet's start tag, `head` what stands before the columns' end (sheetPr, views, widths), `tail` the
    page's elements behind the merges, each as its own bytes. `strings` are the shared strings as text, `rich` the same
    as XML with their runs. `theme` is None where the workbook has none.
    """

    path: Path
    sheet: Element
    root: str
    head: dict[str, str]
    tail: dict[str, str]
    strings: tuple[str, ...]
    rich: tuple[str, ...]
    styles: Styles
    theme: bytes | None
    names: dict[str, str]


_HEAD = ("sheetPr", "sheetViews", "sheetFormatPr", "cols")
_TAIL = ("printOptions", "pageMargins", "pageSetup", "headerFooter")
# What a blank official form may carry besides; anything else would be lost silently and is refused.
_KNOWN = {*_HEAD, *_TAIL, "dimension", "sheetData", "mergeCells", "phoneticPr", "ignoredErrors"}


def _slices(xml: str, names: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for name in names:
        match = re.search(rf"<{name}\b(?:[^>]*/>|.*?</{name}>)", xml, re.DOTALL)
        if match:
            found[name] = match.group(0)
    return found


def _strings(data: bytes) -> tuple[str, ...]:
    texts = []
    for item in parse(data).findall(MAIN + "si"):
        runs = [node.text or "" for node in item.iter(MAIN + "t")]
        phonetic = {id(node) for mark in item.findall(MAIN + "rPh") for node in mark.iter(MAIN + "t")}
        if phonetic:
            runs = [node.text or "" for node in item.iter(MAIN + "t") if id(node) not in phonetic]
        texts.append("".join(runs))
    return tuple(texts)


def open_package(path: Path) -> Package:
    """Read the first sheet of an official workbook with what belongs to it.

    Raises:
        TemplateError: the workbook holds something that a written form would lose (pictures, formulas, macros …).
    """
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = parse(parts["xl/workbook.xml"])
    relations = {item.get("Id"): item for item in parse(parts["xl/_rels/workbook.xml.rels"])}

    def part(kind: str) -> bytes | None:
        for item in relations.values():
            if item.get("Type") == _KIND + kind:
                return parts["xl/" + item.get("Target", "").removeprefix("/xl/")]
        return None

    sheets = book.findall(f"{MAIN}sheets/{MAIN}sheet")
    if len(sheets) != 1:
        raise TemplateError(f"{path.name}: must hold exactly one sheet, has {len(sheets)}")
    target = relations[sheets[0].get(_REL)].get("Target", "").removeprefix("/xl/")
    raw = parts["xl/" + target]
    sheet = parse(raw)
    strange = [child.tag.removeprefix(MAIN) for child in sheet if child.tag.removeprefix(MAIN) not in _KNOWN]
    if strange:
        raise TemplateError(f"{path.name}: a form cannot keep {', '.join(strange)}")
    xml = raw.decode("utf-8")
    root = re.search(r"<worksheet\b[^>]*>", xml)
    data, styles = part("sharedStrings"), part("styles")
    if root is None or styles is None:
        raise TemplateError(f"{path.name}: no plain worksheet with styles")
    names = {item.get("name", ""): item.text or "" for item in book.findall(f"{MAIN}definedNames/{MAIN}definedName")}
    tail = _slices(xml, _TAIL)
    if "pageSetup" in tail:  # printer settings are of one printer and lie in a part of their own
        tail["pageSetup"] = re.sub(r'\s+r:id="[^"]*"', "", tail["pageSetup"])
    return Package(
        path=path,
        sheet=sheet,
        root=root.group(0),
        head=_slices(xml, _HEAD),
        tail=tail,
        strings=_strings(data) if data else (),
        rich=tuple(re.findall(r"<si>(.*?)</si>", data.decode("utf-8"), re.DOTALL)) if data else (),
        styles=read(styles),
        theme=part("theme"),
        names=names,
    )
