"""The colours of the window, light and dark; every text colour keeps contrast AA on the grounds it stands on.

Named tuples here and in what else the first paint needs: each dataclass made would cost it most of a millisecond.
"""

from __future__ import annotations

from typing import NamedTuple


class Tone(NamedTuple):
    """One meaning's colours: `mark` for dots and bars, `soft` a ground, `text` readable on soft and on panels."""

    mark: str
    soft: str
    text: str


class Palette(NamedTuple):
    """All colours of one theme, as #RRGGBB."""

    name: str
    ground: str
    panel: str
    line: str
    text: str
    muted: str
    accent: str  # ground of the main button, with `on_accent` on it
    accent_hover: str
    on_accent: str
    link: str
    selected: str
    selected_text: str
    hover: str
    cell: str  # a fillable cell of a form
    head: str  # the head of a table
    row_line: str
    track: str
    bar: str
    focus: str
    green: Tone
    yellow: Tone
    red: Tone
    blue: Tone
    grey: Tone

    def tone(self, name: str) -> Tone:
        """A tone by name (green, yellow, red, blue, grey)."""
        tones = {"green": self.green, "yellow": self.yellow, "red": self.red, "blue": self.blue}
        return tones.get(name, self.grey)


LIGHT = Palette(
    name="light",
    ground="#F3F5F8",
    panel="#FFFFFF",
    line="#DFE4EA",
    text="#1F2733",
    muted="#5F6B7A",
    accent="#1D63A8",
    accent_hover="#17528C",
    on_accent="#FFFFFF",
    link="#1D63A8",
    selected="#E3EEFA",
    selected_text="#14508C",
    hover="#EEF2F7",
    cell="#FFFDF2",
    head="#F6F8FA",
    row_line="#ECEFF3",
    track="#EBEFF4",
    bar="#6F9FD0",
    focus="#1D63A8",
    green=Tone("#2E9E5B", "#E0F3E7", "#1A6B3B"),
    yellow=Tone("#E0A100", "#FFF1CF", "#7A5500"),
    red=Tone("#D23B2F", "#FDE4E2", "#A82A20"),
    blue=Tone("#1D63A8", "#E3EEFA", "#14508C"),
    grey=Tone("#B4BECA", "#E9EDF2", "#5A6675"),
)

DARK = Palette(
    name="dark",
    ground="#171B21",
    panel="#1F252D",
    line="#36404C",
    text="#E6EAF0",
    muted="#A2AEBC",
    accent="#2A6DB0",
    accent_hover="#3479BE",
    on_accent="#FFFFFF",
    link="#82B8EE",
    selected="#243A52",
    selected_text="#B3D5F8",
    hover="#29313B",
    cell="#2C2B20",
    head="#262D36",
    row_line="#2A323C",
    track="#2C3540",
    bar="#5488BD",
    focus="#82B8EE",
    green=Tone("#44B275", "#1C3829", "#86D7A8"),
    yellow=Tone("#E5B53B", "#3D331A", "#F1CE77"),
    red=Tone("#E5645A", "#45231F", "#F6A69E"),
    blue=Tone("#5B9BDB", "#243A52", "#B3D5F8"),
    grey=Tone("#6B7785", "#2E3741", "#B3BECB"),
)
