"""What the window shows of the program's own resources: icons, fonts, help texts; found, never opened for writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdesk.catalog.resources import root

if TYPE_CHECKING:
    from pathlib import Path

FALLBACK_FONTS = ("PerfdeskSong.ttf",)  # shipped, for computers without any Chinese font of their own


def icon(name: str) -> str:
    """The SVG text of an icon; its strokes are `currentColor`."""
    return (root() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon_names() -> list[str]:
    """The names of all icons."""
    return sorted(path.stem for path in (root() / "icons").glob("*.svg"))


def sheet_fonts() -> dict[str, Path]:
    """The shipped 宋 and 仿宋 (song, fang) that official sheets are drawn with, on paper and on the screen."""
    return {"song": root() / "fonts" / "PerfdeskSong.ttf", "fang": root() / "fonts" / "PerfdeskFang.ttf"}


def style_folder() -> str:
    """Where the few pictures lie that the style sheet names; they stand out in both themes as they are."""
    return (root() / "icons" / "style").as_posix()


def fonts() -> list[Path]:
    """The shipped fonts that show Chinese on any computer."""
    return [root() / "fonts" / name for name in FALLBACK_FONTS]
