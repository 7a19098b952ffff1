"""What a workbook of ours says of itself in its custom document property, to be known again when it comes back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Identity:
    """Office, form and period of a workbook, the id of its unit, and the subject's id for each sheet name.

    `subjects` maps a sheet's name to the id of its project or unit; a list form has none.
    """

    office: str
    form: str
    year: int | None = None
    month: int | None = None
    unit: str = ""
    subjects: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The property's value: one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, text: str) -> Identity | None:
        """The identity that a property holds; None where it is not ours."""
        try:
            given = json.loads(text)
            known = {name: given[name] for name in ("office", "form", "year", "month", "unit", "subjects")}
        except (ValueError, TypeError, KeyError):
            return None
        sound = isinstance(known["office"], str) and isinstance(known["form"], str) and isinstance(known["unit"], str)
        if not sound or not isinstance(known["subjects"], dict):
            return None
        return cls(**known)
