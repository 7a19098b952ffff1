"""Where a value stands: a path of its own wins over its table's columns and rows, and nothing is made up."""

import pytest

from perfdesk.domain.content import Content
from perfdesk.domain.reading import Reading, locate
from perfdesk.services.imports.packing import pack

CELLS = {
    "goal": "C9",
    "funds.total.rate": "M6",
    "indicators": {"columns": {"name": "D", "value": "E"}, "rows": [12, 14]},
    "indicators.1.level1": "B12",
}


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("goal", "C9"),
        ("funds.total.rate", "M6"),
        ("indicators.0.name", "D12"),
        ("indicators.1.value", "E14"),
        ("indicators.1.level1", "B12"),
        ("indicators.0.level1", ""),
        ("indicators.2.name", ""),
        ("indicators.-1.name", ""),
        ("indicators.x.name", ""),
        ("indicators", ""),
        ("indicators.0", ""),
        ("goal.0.name", ""),
        ("years.0.name", ""),
        ("", ""),
    ],
)
def test_a_path_leads_to_its_cell_or_to_none(path, cell):
    assert locate(CELLS, path) == cell


def test_a_reading_falls_back_to_its_anchor_packed_or_not():
    reading = Reading("monitoring.project", "", "表", "A1", Content("monitoring.project"), cells=dict(CELLS))
    before = [reading.cell(path) for path in ("indicators.1.value", "indicators.9.value", "goal")]
    assert before == ["E14", "A1", "C9"]
    pack(reading)
    assert reading.cells == {}
    assert [reading.cell(path) for path in ("indicators.1.value", "indicators.9.value", "goal")] == before
