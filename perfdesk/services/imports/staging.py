"""Rows that an import would write, held beside the ledger's rows they would replace."""

from __future__ import annotations

from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from perfdesk.store import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from perfdesk.store.change import Change
    from perfdesk.store.file import Store

Values = dict[str, Any]


class Staging:
    """Whole rows by table and id; a row that equals the ledger's is not staged."""

    def __init__(self, store: Store) -> None:
        """Stage for the office that keeps the file."""
        self.store = store
        self.office = store.office
        self._shapes: dict[str, snapshot.Shape] = {}
        self._ledger: dict[str, dict[str, tuple[Any, ...]]] = {}
        self._staged: dict[str, dict[str, tuple[Any, ...]]] = {}
        self._gone: dict[str, set[str]] = {}
        self._scopes: set[tuple[str, tuple[Any, ...]]] = set()

    def shape(self, table: str) -> snapshot.Shape:
        """Columns and defaults of a table."""
        found = self._shapes.get(table)
        if found is None:
            found = self._shapes[table] = snapshot.shape(table)
        return found

    def ledger(self, table: str) -> dict[str, tuple[Any, ...]]:
        """This office's rows in the ledger, by id, read once; of a SCOPED table only what need() has named."""
        found = self._ledger.get(table)
        if found is None:
            found = self._ledger[table] = (
                {} if table in snapshot.SCOPES else snapshot.rows(self.store, table, self.shape(table))
            )
        return found

    def need(self, table: str, *scope: Any) -> bool:  # noqa: ANN401 - years, months and ids alike
        """Read the rows of one scope of a large table; False when they were read before."""
        if (table, scope) in self._scopes:
            return False
        self._scopes.add((table, scope))
        self.ledger(table).update(snapshot.scoped(self.store, table, self.shape(table), scope))
        return True

    def get(self, table: str, record: str) -> Values | None:
        """A row as it will stand: staged, else the ledger's; None where there is none or it is to be deleted."""
        if record in self._gone.get(table, ()):
            return None
        row = self._staged.get(table, {}).get(record)
        if row is None:
            row = self.ledger(table).get(record)
        return None if row is None else dict(zip(self.shape(table).columns, row, strict=True))

    def columns(self, table: str, records: Iterable[str] | None, names: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """Some columns of some rows (None: of all) as they will stand; quicker than whole rows."""
        pick = itemgetter(*(self.shape(table).columns.index(name) for name in names))
        staged, ledger, gone = self._staged.get(table, {}), self.ledger(table), self._gone.get(table, ())
        if records is None:
            records = [*staged, *(record for record in ledger if record not in staged)]
        for record in records:
            row = staged.get(record) or ledger.get(record)
            if row is not None and record not in gone:
                yield pick(row)

    def add(self, table: str, record: str, row: tuple[Any, ...]) -> None:
        """Stage a row that is new for certain, whole, in the order of the table's columns."""
        self._staged.setdefault(table, {})[record] = row

    def values(self, table: str) -> Iterable[Values]:
        """All rows of a table as they will stand."""
        columns = self.shape(table).columns
        staged = self._staged.get(table, {})
        gone = self._gone.get(table, set())
        for record, row in self.ledger(table).items():
            if record not in staged and record not in gone:
                yield dict(zip(columns, row, strict=True))
        for row in staged.values():
            yield dict(zip(columns, row, strict=True))

    def put(self, table: str, record: str, values: Values) -> str:
        """Stage a row; columns not given keep the ledger's value or the default.

        Returns:
            new, changed or same.
        """
        shape = self.shape(table)
        before = self._staged.get(table, {}).get(record)
        ledger = self.ledger(table).get(record)
        base = before if before is not None else ledger
        if base is None:
            merged = {**shape.defaults, **values, "office": self.office, "id": record}
            row = shape.pick(merged)
        else:
            row = tuple(values[column] if column in values else base[at] for at, column in enumerate(shape.columns))
        if row == ledger:
            self._staged.get(table, {}).pop(record, None)
            return "same"
        self._staged.setdefault(table, {})[record] = row
        self._gone.get(table, set()).discard(record)
        return "new" if ledger is None else "changed"

    def sizes(self) -> dict[str, int]:
        """How many rows of each table are staged."""
        return {table: len(rows) for table, rows in self._staged.items()}

    def since(self, before: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Where the rows that were staged since `before` stand, by table: from and up to."""
        return {
            table: (before.get(table, 0), size) for table, size in self.sizes().items() if size > before.get(table, 0)
        }

    def slice(self, table: str, part: tuple[int, int]) -> Iterable[tuple[Values, Values | None]]:
        """Staged rows of one part, each with the ledger's row that it would replace (None where it is new)."""
        columns, ledger = self.shape(table).columns, self.ledger(table)
        for record, row in islice(self._staged.get(table, {}).items(), *part):
            held = ledger.get(record)
            before = None if held is None else dict(zip(columns, held, strict=True))
            yield dict(zip(columns, row, strict=True)), before

    def drop(self, table: str, record: str) -> None:
        """Stage the deletion of a row."""
        self._staged.get(table, {}).pop(record, None)
        if record in self.ledger(table):
            self._gone.setdefault(table, set()).add(record)

    def __bool__(self) -> bool:
        """Whether anything would be written."""
        return any(self._staged.values()) or any(self._gone.values())

    def write(self, change: Change) -> None:
        """Hand everything to the one write path."""
        for table, ids in self._gone.items():
            change.delete(table, [(self.office, record) for record in sorted(ids)])
        for table, rows in self._staged.items():
            if rows:
                change.put(table, self.shape(table).columns, rows.values())
