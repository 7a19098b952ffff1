"""The styles part of an official workbook: read as Style values, written again with twins for typed and open cells.

The part's own bytes stay as they are; only twins are added behind the last cell format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from perfdesk.files.sheet import Style

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
INPUT_FILL = "FFFDF2"  # the ground of a cell that may be filled, on paper as on the screen

_BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 49: "@",
}  # fmt: skip
_THEME = {"0": "FFFFFF", "1": "000000", "2": "EEECE1", "3": "1F497D"}


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell formats of a workbook.

    `xml` is the part with its twins. `looks[i]` is the look of format i; `typed[i]` the number of its twin for text
    that a program could take for a formula, `open[i]` of the unlocked yellow twin and `open_typed[i]` of both.
    """

    xml: bytes
    looks: tuple[Style, ...]
    digit: int
    typed: tuple[int, ...]
    open: tuple[int, ...]
    open_typed: tuple[int, ...]


def parse(data: bytes) -> Element:
    """The tree of one XML part of a workbook of ours."""
    return ET.fromstring(data)  # noqa: S314 - only the program's own resources are read here


def flag(element: Element | None, name: str) -> bool:
    """Whether a boolean attribute is set."""
    return element is not None and element.get(name) in ("1", "true", "on")


def _child_value(parent: Element, name: str, default: str) -> str:
    child = parent.find(MAIN + name)
    return default if child is None else child.get("val", "1")


def _color(element: Element | None, default: str) -> str:
    if element is None:
        return default
    if element.get("rgb"):
        return element.get("rgb", "")[-6:]
    return _THEME.get(element.get("theme", ""), default)


def _font(element: Element) -> Style:
    return Style(
        font=_child_value(element, "name", "宋体"),
        size=float(_child_value(element, "sz", "11")),
        bold=_child_value(element, "b", "0") in ("1", "true"),
        italic=_child_value(element, "i", "0") in ("1", "true"),
        underline=_child_value(element, "u", "none") not in ("none", "0"),
        color=_color(element.find(MAIN + "color"), "000000"),
    )


def _fill(element: Element) -> str:
    pattern = element.find(MAIN + "patternFill")
    if pattern is None or pattern.get("patternType", "none") != "solid":
        return ""
    return _color(pattern.find(MAIN + "fgColor"), "")


def _border(element: Element, side: str) -> str:
    found = element.find(MAIN + side)
    return "" if found is None else found.get("style", "")


def _look(
    xf: Element, fonts: list[Element], fills: list[Element], borders: list[Element], codes: dict[int, str]
) -> Style:
    alignment = xf.find(MAIN + "alignment")
    horizontal, vertical, indent = "", "bottom", "0"
    if alignment is not None:
        horizontal = alignment.get("horizontal", "")
        vertical = alignment.get("vertical", "bottom")
        indent = alignment.get("indent", "0")
    number = int(xf.get("numFmtId", "0"))
    border = borders[int(xf.get("borderId", "0"))]
    return replace(
        _font(fonts[int(xf.get("fontId", "0"))]),
        left=_border(border, "left"),
        right=_border(border, "right"),
        top=_border(border, "top"),
        bottom=_border(border, "bottom"),
        fill=_fill(fills[int(xf.get("fillId", "0"))]),
        horizontal="" if horizontal == "general" else horizontal,
        vertical=vertical,
        wrap=flag(alignment, "wrapText"),
        shrink=flag(alignment, "shrinkToFit"),
        indent=int(indent),
        number=codes.get(number, _BUILTIN.get(number, "General")),
    )


def _attributes(element: Element) -> str:
    return "".join(f' {name}="{value}"' for name, value in element.attrib.items())


def _twin(xf: Element, *, typed: bool, fill: int | None) -> str:
    """One cell format again, with a quote prefix for typed text and, with `fill`, unlocked on that ground."""
    attributes = dict(xf.attrib)
    if typed:
        attributes["quotePrefix"] = "1"
    if fill is not None:
        attributes |= {"fillId": str(fill), "applyFill": "1", "applyProtection": "1"}
    alignment = xf.find(MAIN + "alignment")
    inner = "" if alignment is None else f"<alignment{_attributes(alignment)}/>"
    protection = xf.find(MAIN + "protection")
    if fill is not None:
        inner += '<protection locked="0"/>'
    elif protection is not None:
        inner += f"<protection{_attributes(protection)}/>"
    head = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<xf{head}>{inner}</xf>" if inner else f"<xf{head}/>"


def _extend(text: str, tag: str, added: str, total: int) -> str:
    """Add children behind the last of <tag count=…> and set its count."""
    text = re.sub(rf"<{tag}\b[^>]*>", f'<{tag} count="{total}">', text, count=1)
    return text.replace(f"</{tag}>", f"{added}</{tag}>", 1)


def digit_pixels(font: Style) -> int:
    """The width in pixels (96 a inch) of the widest digit of the standard font, the unit of column widths."""
    latin = font.font in ("Calibri", "Arial", "Times New Roman", "Cambria")
    return max(1, int(font.size * 96 / 72 * (0.507 if latin else 0.5) + (0.3 if latin else 0.67)))


def read(data: bytes) -> Styles:
    """Read a styles part and add the twins."""
    root = parse(data)

    def group(name: str) -> list[Element]:
        found = root.find(MAIN + name)
        return [] if found is None else list(found)

    codes = {int(item.get("numFmtId", "0")): item.get("formatCode", "General") for item in group("numFmts")}
    fonts, fills, borders, formats = group("fonts"), group("fills"), group("borders"), group("cellXfs")
    looks = tuple(_look(xf, fonts, fills, borders, codes) for xf in formats)
    count, ground = len(formats), len(fills)
    twins = [_twin(xf, typed=True, fill=None) for xf in formats]
    twins += [_twin(xf, typed=False, fill=ground) for xf in formats]
    twins += [_twin(xf, typed=True, fill=ground) for xf in formats]
    fill = (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{INPUT_FILL}"/><bgColor indexed="64"/>'
        "</patternFill></fill>"
    )
    text = _extend(data.decode("utf-8"), "cellXfs", "".join(twins), count * 4)
    text = _extend(text, "fills", fill, ground + 1)
    spans = [tuple(range(count * step, count * (step + 1))) for step in (1, 2, 3)]
    return Styles(text.encode("utf-8"), looks, digit_pixels(_font(fonts[0])), *spans)
