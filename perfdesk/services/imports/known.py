"""The identity that our own templates carry: office, form, period, unit and the subject of each sheet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfdesk.domain.reading import Reading


@dataclass(frozen=True, slots=True)
class Known:
    """Ids out of the custom document property; "" in a file that is not our template."""

    unit: str = ""
    subject: str = ""

    @classmethod
    def of(cls, reading: Reading) -> Known:
        """The ids for the reading's sheet."""
        if not reading.identity:
            return cls()
        try:
            given = json.loads(reading.identity)
        except ValueError:
            # Somebody else's property of the same name: as good as none.
            return cls()
        if not isinstance(given, dict) or given.get("form") != reading.form:
            return cls()
        subjects = given.get("subjects", {})
        return cls(str(given.get("unit", "")), str(subjects.get(reading.sheet, "")))
