"""Import: read, compare with the ledger, show, and only then write, all confirmed files in one action."""

from __future__ import annotations

from perfdesk.services.imports.confirm import confirm
from perfdesk.services.imports.kept import Kept, gather, plan
from perfdesk.services.imports.model import Conflict, Counts, Decisions, FilePlan, Learned, Preview, Question
from perfdesk.services.imports.preview import Options, preview

__all__ = [
    "Conflict",
    "Counts",
    "Decisions",
    "FilePlan",
    "Kept",
    "Learned",
    "Options",
    "Preview",
    "Question",
    "confirm",
    "gather",
    "plan",
    "preview",
]
