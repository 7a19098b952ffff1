"""Readings are kept while the clerk decides: every decision is planned anew without opening a file again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfdesk.domain.matching import plain, regions_of, without_region
from perfdesk.domain.progress import Silent
from perfdesk.services.imports.checking import checking
from perfdesk.services.imports.packing import pack
from perfdesk.services.imports.preview import check_form, plan_readings
from perfdesk.services.imports.reading import read, read_again
from perfdesk.store import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.domain.reading import FileReading, Packed, Reading
    from perfdesk.services.imports.checking import Checking
    from perfdesk.services.imports.model import FilePlan, Learned, Preview
    from perfdesk.services.imports.preview import Options
    from perfdesk.store.file import Store

_MAPPED = frozenset({"D33", "D42"})  # what a file says whose columns have other names


@dataclass(slots=True)
class _First:
    """A reading as it came out of its file: planning sets year and month and may blank refused values."""

    year: int | None
    month: int | None
    packed: Packed | None


@dataclass(slots=True)
class Kept:
    """The files of one import as they were read, in order; `columns` is what was used for each file's columns."""

    readings: list[FileReading] = field(default_factory=list)
    columns: dict[int, dict[str, str]] = field(default_factory=dict)
    _first: dict[int, _First] = field(default_factory=dict)

    def add(self, readings: Iterable[FileReading]) -> None:
        """Keep more files."""
        for reading in readings:
            self._keep(reading)
            self.readings.append(reading)

    def replace(self, index: int, reading: FileReading) -> None:
        """Put another reading of the same file in place of the first."""
        self._keep(reading)
        self.readings[index] = reading

    def restore(self) -> None:
        """Give every reading its first state back."""
        for one in self._every():
            first = self._first[id(one)]
            if one.packed is not first.packed:
                one.packed = first.packed
                one.whole()
            one.content.year, one.content.month = first.year, first.month

    def _keep(self, reading: FileReading) -> None:
        for one in reading.readings:
            if one.packed is None:
                pack(one)
            self._first[id(one)] = _First(one.content.year, one.content.month, one.packed)

    def _every(self) -> Iterable[Reading]:
        return (one for reading in self.readings for one in reading.readings)


def gather(
    sources: Sequence[Path],
    options: Options,
    progress: Progress | None = None,
    kept: Kept | None = None,
    *,
    checks: Checking | None = None,
) -> Kept:
    """Read sources and keep them, after those that are kept already; `checks` is what the forms are judged by.

    Raises:
        UserError: the form key is unknown, or a source does not exist.
        Cancelled: the clerk gave up; what was kept before is as it was.
    """
    check_form(options)
    found = list(read(sources, options, progress or Silent(), checking=checks))
    made = kept or Kept()
    there = {(one.path, one.member) for one in made.readings}
    made.add(one for one in found if (one.path, one.member) not in there)
    return made


def plan(store: Store, kept: Kept, options: Options, progress: Progress | None = None) -> Preview:
    """Compare what is kept with the ledger; files whose sender has names of its own for columns are read again."""
    kept.restore()
    shown = plan_readings(store, kept.readings, options)
    wanted = _columns(store, kept, shown, options.decisions.learned)
    if wanted:
        for index, reading in read_again(
            kept.readings, wanted, options, progress or Silent(), checking(store, options)
        ).items():
            kept.replace(index, reading)
        kept.columns |= wanted
        kept.restore()
        shown = plan_readings(store, kept.readings, options)
    return shown


def _columns(store: Store, kept: Kept, shown: Preview, learned: Iterable[Learned]) -> dict[int, dict[str, str]]:
    """What to read again, with what: files that say D33 or D42, whose sender's names were not used yet."""
    words: dict[str, dict[str, str]] = {}
    for sender, text, means in snapshot.column_aliases(store):
        words.setdefault(sender, {})[text] = means
    for one in learned:
        if one.kind == "column":
            words.setdefault(one.sender, {})[one.text] = one.means
    if not words:
        return {}
    units = snapshot.unit_names(store)
    regions = regions_of(snapshot.own_name(store))
    wanted = {}
    for index, plan in enumerate(shown.files):
        odd = [*plan.problems, *(found for one in kept.readings[index].readings for found in one.problems)]
        if not any(found.rule in _MAPPED for found in odd):
            continue
        own = {**words.get("", {}), **words.get(sender_of(plan, units, regions), {})}
        if own and kept.columns.get(index) != own:
            wanted[index] = own
    return wanted


def sender_of(plan: FilePlan, units: Sequence[tuple[str, str]], regions: Sequence[str]) -> str:
    """The unit that sent a file: the one its forms name, else the one its name or folder names; "" where none does."""
    senders = [one.sender for one in plan.deliveries if one.sender]
    if plan.sender or senders:
        return plan.sender or senders[0]
    parts = plain(plan.member or plan.path).replace("\\", "/").split("/")
    for part in reversed(parts[-3:]):
        named = [(len(word), unit) for unit, name in units for word in _words(name, regions) if word in part]
        if named:
            return max(named)[1]
    return ""


def _words(name: str, regions: Sequence[str]) -> set[str]:
    """What a file's name may call a unit."""
    whole = plain(name)
    bare = without_region(whole, regions)
    return {word for word in (whole, bare, bare.removeprefix("区").removeprefix("县")) if len(word) > 2}
