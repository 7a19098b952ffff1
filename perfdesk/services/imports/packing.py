"""What the reading processes do so that the ledger's own has little left: JSON made, indicator rows put in order."""

from __future__ import annotations

import json
from itertools import compress
from typing import TYPE_CHECKING, Any

from perfdesk.domain.matching import plain
from perfdesk.domain.reading import Packed

if TYPE_CHECKING:
    from perfdesk.domain.content import Content, Row
    from perfdesk.domain.reading import Reading

CAUSES = (
    ("cause_funding", "经费保障"),
    ("cause_system", "制度保障"),
    ("cause_staff", "人员保障"),
    ("cause_hardware", "硬件条件保障"),
    ("cause_other", "其他"),
)
LIKELY = (("likely_certain", "确定能"), ("likely_possible", "有可能"), ("likely_impossible", "完全不可能"))

# The ledger's columns of an observation that a form fills, in the order of the table.
OBSERVED = (
    *("level1", "level2", "name", "relation", "value", "measure", "actual", "forecast"),
    *("causes", "reason", "likelihood", "note", "weight", "score"),
)

_TEXTS = OBSERVED[:8]
_CAUSES, _LIKELY = tuple(zip(*CAUSES, strict=True)), tuple(zip(*LIKELY, strict=True))

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def dumps(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Compact JSON with Chinese left as it is; equal values give equal text."""
    return _COMPACT.encode(value)


def said(content: Content) -> str:
    """The content as a statement holds it."""
    return dumps({"fields": content.fields, "matrices": content.matrices, "tables": content.tables})


def _observed(row: Row) -> tuple[str | int | None, ...]:
    get = row.get
    weight, score = get("weight"), get("score")
    return (
        *[value if isinstance(value, str) else "" if value is None else str(value) for value in map(get, _TEXTS)],
        ",".join(compress(_CAUSES[1], map(get, _CAUSES[0]))),
        str(get("reason") or ""),
        ",".join(compress(_LIKELY[1], map(get, _LIKELY[0]))),
        str(get("note") or ""),
        weight if isinstance(weight, int) else None,
        score if isinstance(score, int) else None,
    )


def pack(reading: Reading) -> None:
    """Make a reading ready; cells, raw texts and indicator rows then travel as text."""
    content = reading.content
    reading.packed = _packed(content, dumps({"cells": reading.cells, "raws": reading.raws}))
    reading.cells, reading.raws = {}, {}
    if reading.form.startswith(("monitoring", "selfeval")):
        content.tables = {name: table for name, table in content.tables.items() if name != "indicators"}


def changed(reading: Reading) -> None:
    """Pack again what was changed by hand after packing; `whole` was asked for before."""
    if reading.packed is not None:
        reading.packed = _packed(reading.content, reading.packed.origin)


def _packed(content: Content, origin: str) -> Packed:
    rows = [_observed(row) for row in content.rows("indicators")]
    observed = [(str(row[1]), plain(str(row[2])), row) for row in rows]
    return Packed(said(content), origin, dumps(content.matrices.get("funds", {})), observed)
