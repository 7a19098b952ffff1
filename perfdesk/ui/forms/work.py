"""What the form's page lets the runner's threads do; the services load there, not in the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfdesk.domain.progress import Progress
    from perfdesk.services.form_sheet import Ask
    from perfdesk.services.form_view import FormProblem, FormView, Paper
    from perfdesk.services.opening import Store

# ruff: noqa: PLC0415


def open_form(store: Store, ask: Ask) -> FormView:
    """Read a form."""
    from perfdesk.services import form_sheet

    return form_sheet.open_form(store, ask)


def problems(store: Store, view: FormView) -> tuple[FormProblem, ...]:
    """Check a form."""
    from perfdesk.services import form_sheet

    return form_sheet.problems(store, view)


def write(ask: Ask, texts: Sequence[tuple[str, str]], what: str, store: Store, _progress: Progress) -> int:
    """Write texts into cells; drafts of them are done with."""
    from perfdesk.services import drafts, form_edits

    count = form_edits.write(store, ask, texts, what)
    for path, _ in texts:
        drafts.drop(store, ask.form, ask.record, path)
    return count


def add_row(ask: Ask, path: str, store: Store, _progress: Progress) -> None:
    """Add a row below the one of a path."""
    from perfdesk.services import form_edits

    form_edits.add_row(store, ask, path)


def drop_row(ask: Ask, path: str, store: Store, _progress: Progress) -> None:
    """Take the row of a path away."""
    from perfdesk.services import form_edits

    form_edits.drop_row(store, ask, path)


def keep_draft(ask: Ask, path: str, text: str | None, store: Store, _progress: Progress) -> None:
    """Keep what is being typed; None: it is done with."""
    from perfdesk.services import drafts

    if text is None:
        drafts.drop(store, ask.form, ask.record, path)
    else:
        drafts.save(store, ask.form, ask.record, path, text)


def drop_drafts(ask: Ask, paths: Sequence[str], store: Store, _progress: Progress) -> None:
    """Throw kept texts away."""
    for path in paths:
        keep_draft(ask, path, None, store, _progress)


def review(ask: Ask, step: str, opinion: str, store: Store, _progress: Progress) -> tuple[str, ...]:
    """Take a review step; the reasons why it was not taken, () where it was."""
    from perfdesk.services import reviews

    chosen = reviews.Selection(ask.form, year=ask.year, month=ask.month, records=frozenset({ask.record}))
    result = reviews.review(store, chosen, step, opinion)
    return tuple(words for _, reasons in result.blocked for words in reasons)


def explain(view: FormView, problem: FormProblem, note: str, store: Store, _progress: Progress) -> int:
    """Write a note for one finding; 0 where it is not found any more."""
    from perfdesk.services import checks, explanations

    found = [
        one
        for one in checks.of_record(store, view.record, view.subject, view.year)
        if (one.problem.rule, one.problem.field) == (problem.rule, problem.path)
    ]
    return explanations.explain(store, found, note) if found else 0


def pages(store: Store, ask: Ask) -> tuple[Paper, ...]:
    """The printed pages."""
    from perfdesk.services import form_paper

    return form_paper.pages(store, ask)


def file_name(view: FormView) -> str:
    """A name for the exported file."""
    from perfdesk.services import form_paper

    return form_paper.suggested_name(view)


def export(store: Store, ask: Ask, path: Path) -> Path:
    """Write the workbook or the PDF."""
    from perfdesk.services import form_paper

    return form_paper.export(store, ask, path)
