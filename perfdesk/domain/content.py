"""What one form says, in the form's own shape: the object that readers, writers, checks and scoring exchange.

Values are plain, so that a content travels between processes and into JSON unchanged:

=========  ==================================================================================
kind       value
=========  ==================================================================================
text       str, NFC, control characters removed
code       str
choice     str, one of the field's choices
amount     int, 分
percent    int, hundredths of a percent (12.5 % is 1250)
score      int, hundredths of a point
count      int
tick       bool
date       str, ISO (2021-12-31, or 2021-12 where only the month is given)
relation   str, one of >= <= = > < range date qualitative, or "" where none is given
=========  ==================================================================================

A blank is None (absent keys count as None); blank is never zero. A column of kind `target` is one cell on paper and
three keys here: relation, value (text), measure.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Scalar = str | int | bool | None
Row = dict[str, Scalar]


@dataclass(slots=True)
class Content:
    """One filled form.

    `year` is the budget year that the form prints, `month` the cut-off month of a monitoring period (else None).
    `fields` maps a field's name to its value; `matrices` maps matrix -> row -> column -> value; `tables` maps a
    table's name to its rows in printed order. `disclosure` is the number among the year's published tables that is
    printed on it; readers leave it blank, it is none of the form's values.
    """

    form: str
    year: int | None = None
    month: int | None = None
    fields: Row = field(default_factory=dict)
    matrices: dict[str, dict[str, Row]] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    disclosure: str = field(default="", compare=False)

    def text(self, name: str) -> str:
        """The text of a field, "" where it is blank."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def number(self, matrix: str, row: str, column: str) -> int | None:
        """An amount, percent or score of a matrix; None where it is blank."""
        rows = self.matrices.get(matrix)
        cells = rows.get(row) if rows else None
        value = cells.get(column) if cells else None
        return value if isinstance(value, int) else None

    def rows(self, table: str) -> list[Row]:
        """The rows of a table, empty where the form has none."""
        return self.tables.get(table, [])

    def get(self, path: str) -> Scalar:
        """The value at a path: `project_name`, `funds.total.initial`, `indicators.0.actual`."""
        parts = path.split(".")
        if len(parts) == 1:
            return self.fields.get(path)
        if parts[1].isdigit():
            rows = self.rows(parts[0])
            return rows[int(parts[1])].get(parts[2]) if int(parts[1]) < len(rows) else None
        return self.matrices.get(parts[0], {}).get(parts[1], {}).get(parts[2])
