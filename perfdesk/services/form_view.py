"""What the window knows of one open form: cells at places with texts, what may be edited, and the words around it.

Places are in points on the official sheet, from its upper left corner; everything is frozen and free of the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from perfdesk.files.paper import Fill, Paper, Stroke, Text

if TYPE_CHECKING:
    from perfdesk.services.drafts import Draft

__all__ = ["Beside", "Fill", "FormCell", "FormProblem", "FormScore", "FormView", "Paper", "ScoreLine", "Stroke", "Text"]


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of the official sheet, merged cells once.

    `path` names its value ("" for a label), `kind` is that of domain.form, `edit` the exact text that an editor begins
    with. `fill` says that the official sheet leaves the cell to be filled, `editable` that it may be edited now; `why`
    says in words why not. `label` names the cell (column and row), `address` as in the workbook (F12). `calendar` says
    that a day may be chosen.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    x: float
    y: float
    width: float
    height: float
    address: str
    text: str
    texts: tuple[Text, ...]
    font: str
    size: float
    horizontal: str
    head: bool
    path: str = ""
    kind: str = ""
    label: str = ""
    edit: str = ""
    fill: bool = False
    editable: bool = False
    why: str = ""
    choices: tuple[str, ...] = ()
    multiline: bool = False
    calendar: bool = False

    @property
    def region(self) -> str:
        """The table or matrix that the cell belongs to; a field is a region of its own."""
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Beside:
    """What another sheet says at the same place: whose it is (1-6月, 2022年自评) and the printed value."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One scored line: hundredths of a point; `least` and `most` bound what the rule allows; `why` gives the reason."""

    path: str
    name: str
    weight: int
    entered: int | None
    computed: int
    least: int
    most: int
    why: str


@dataclass(frozen=True, slots=True)
class FormScore:
    """The suggested score of a self-evaluation beside the entered one."""

    scheme: str
    entered: int | None
    computed: int
    grade_entered: str
    grade_computed: str
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One finding of the checks on this form; `path` is its place, `note` the explanation that lets it pass."""

    level: str
    rule: str
    message: str
    basis: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class FormView:
    """One open form. `record` is "" where nothing was handed in yet; then there are no cells.

    `locked` says in words why nothing can be edited, "" where something can. `steps` are the review steps that the
    state allows (pass, approve, return). `period` is 1-9月 or "".
    """

    form: str
    title: str
    record: str
    stage: str
    kind: str
    subject: str
    year: int
    month: int | None
    period: str
    name: str
    unit: str
    department: str
    money: str
    state: str = ""
    state_word: str = ""
    round: int = 0
    returns: int = 0
    locked: str = ""
    steps: tuple[str, ...] = ()
    classified: bool = False
    source: str = ""
    width: float = 0.0
    height: float = 0.0
    cells: tuple[FormCell, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    beside: dict[str, tuple[Beside, ...]] = field(default_factory=dict)
    score: FormScore | None = None
    drafts: tuple[Draft, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, FormCell]:
        """The cells that hold a value, by its path."""
        return {cell.path: cell for cell in self.cells if cell.path}

    def place(self, path: str) -> FormCell | None:
        """The cell of a path of the content; of a value without a cell the nearest one of its row; None where none."""
        if path in self.by_path:
            return self.by_path[path]
        parts = path.split(".")
        whole = ".".join([*parts[:-1], "target"])
        if parts[-1] in {"relation", "value", "measure"} and whole in self.by_path:
            return self.by_path[whole]
        row = ".".join(parts[:2])
        near = [cell for key, cell in self.by_path.items() if key.startswith(f"{row}.")]
        named = next((cell for cell in near if cell.path == f"{row}.name"), None)
        if named or near:
            return named or near[0]
        return next((cell for key, cell in self.by_path.items() if key.startswith(f"{parts[0]}.")), None)
