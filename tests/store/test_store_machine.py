"""Whatever is put, replaced, deleted, undone, redone, rolled back and reopened: the file is what a plain dict says."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from perfdesk.domain.errors import UserError
from perfdesk.store.file import open_store

KEYS = st.sampled_from([("530402", f"u{i}") for i in range(6)] + [("530421", "u1")])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
NUMBER = st.none() | st.integers(-(2**63), 2**63 - 1)
NEW = {"nature": "current", "initial": None, "adjusted": None, "document": "", "hand": ""}
COLUMNS = ("project", "account", "source", *NEW)
PLAIN = {"project": "p", "account": "general", "source": "county"}


class StoreMachine(RuleBasedStateMachine):
    """funding rows of two offices; `past` and `future` hold the states that undo and redo must give."""

    master: Path

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(shutil.copyfile(self.master, Path(self.folder.name) / "x.perfdesk"))
        self.store = open_store(self.path)
        self.model, self.past, self.future = {}, [], []

    def done(self, after):
        if after != self.model:
            self.past.append(self.model)
            self.future = []
            self.model = after

    def write(self, change, rows, after):
        """Put rows (key -> values) with the columns they all give; returns the model after that."""
        columns = tuple(next(iter(rows.values()))) if rows else ()
        change.put("funding", ("office", "id", *columns), [(*key, *row.values()) for key, row in rows.items()])
        return {**after, **{key: {**NEW, **after.get(key, {}), **row} for key, row in rows.items()}}

    @rule(rows=st.dictionaries(KEYS, st.tuples(TEXT, NUMBER, NUMBER, TEXT), max_size=5))
    def put(self, rows):
        given = {
            key: {**PLAIN, "project": project, "initial": initial, "adjusted": adjusted, "document": document}
            for key, (project, initial, adjusted, document) in rows.items()
        }
        with self.store.change("放") as change:
            after = self.write(change, given, self.model)
        self.done(after)

    @rule(keys=st.lists(KEYS, unique=True, max_size=4), hand=TEXT)
    def correct(self, keys, hand):
        with self.store.change("改一列") as change:
            after = self.write(change, {key: {"hand": hand} for key in keys if key in self.model}, self.model)
        self.done(after)

    @rule(rows=st.dictionaries(KEYS, TEXT, max_size=5), office=st.sampled_from(["530402", "530421"]))
    def replace(self, rows, office):
        rows = {key: {**PLAIN, "project": text, "account": "fund"} for key, text in rows.items() if key[0] == office}
        columns = ("office", "id", *PLAIN)
        with self.store.change("换") as change:
            source = [(*key, *row.values()) for key, row in rows.items()]
            change.replace("funding", columns, source, "t.office = :o", {"o": office})
        kept = {key: row for key, row in self.model.items() if key[0] != office}
        self.done({**kept, **{key: {**NEW, **self.model.get(key, {}), **row} for key, row in rows.items()}})

    @rule(keys=st.lists(KEYS, max_size=4))
    def delete(self, keys):
        with self.store.change("删") as change:
            change.delete("funding", keys)
        self.done({key: row for key, row in self.model.items() if key not in keys})

    @rule(first=KEYS, second=KEYS)
    def several_writes_in_one_change(self, first, second):
        with self.store.change("多步") as change:
            self.write(change, {first: {**PLAIN, "hand": "x"}}, {})
            change.delete("funding", [first, second])
            left = {key: row for key, row in self.model.items() if key not in {first, second}}
            after = self.write(change, {second: {**PLAIN, "initial": 1}}, left)
        self.done(after)

    @rule(key=KEYS)
    def fail(self, key):
        with pytest.raises(ZeroDivisionError), self.store.change("败") as change:  # noqa: PT012 - the block is the case
            change.delete("funding", [key])
            self.write(change, {("530402", "neu"): PLAIN}, {})
            raise ZeroDivisionError

    @rule(steps=st.integers(1, 3))
    def undo(self, steps):
        if steps > len(self.past):
            with pytest.raises(UserError):
                self.store.undo(steps)
            return
        self.store.undo(steps)
        for _ in range(steps):
            self.future.append(self.model)
            self.model = self.past.pop()

    @rule(steps=st.integers(1, 3))
    def redo(self, steps):
        if steps > len(self.future):
            with pytest.raises(UserError):
                self.store.redo(steps)
            return
        self.store.redo(steps)
        for _ in range(steps):
            self.past.append(self.model)
            self.model = self.future.pop()

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def take_back(self, data):
        """Taken back whole, or refused and nothing changed: the state itself is read from the file."""
        standing = [
            a.seq for a in self.store.actions() if a.kind in {"change", "revert"} and a.undoable and not a.undone
        ]
        seq = data.draw(st.sampled_from(standing))
        before = self.store.content_digest(), self.store.head()
        try:
            self.store.revert(seq)
        except UserError:
            assert (self.store.content_digest(), self.store.head()) == before
            return
        assert self.store.head()[0] == before[1][0] + 1
        self.past.append(self.model)
        self.future = []
        self.model = self.read()

    @rule()
    def reopen(self):
        digest = self.store.content_digest()
        self.store.close()
        assert list(self.path.parent.iterdir()) == [self.path]
        self.store = open_store(self.path)
        assert self.store.content_digest() == digest

    def read(self):
        rows = self.store.rows(f"SELECT office, id, {', '.join(COLUMNS)} FROM funding")
        return {(office, key): dict(zip(COLUMNS, rest, strict=True)) for office, key, *rest in rows}

    @invariant()
    def the_file_is_what_the_model_says(self):
        if hasattr(self, "store"):
            assert self.read() == self.model
            assert self.store.verify_journal() is None

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


def test_the_file_is_what_a_plain_dict_says(empty_master):
    StoreMachine.master = empty_master
    run_state_machine_as_test(StoreMachine, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))
