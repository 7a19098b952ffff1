"""What happened to one subject in a year: targets, sheets, reviews and findings, as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfdesk.store.file import Store

    Rows = list[tuple[Any, ...]]


def targets(store: Store, subject: str, year: int) -> Rows:
    """Version, state, day of approval, and whether it is in force; oldest first."""
    sql = (
        "SELECT version, state, approved_on, current FROM target"
        " WHERE office = ? AND subject_kind IN ('project', 'department') AND subject = ? AND year = ? ORDER BY version"
    )
    return store.rows(sql, (store.office, subject, year))


def monitoring(store: Store, subject: str, year: int) -> Rows:
    """Month, state, initial, executed, how often it was sent; by month."""
    sql = (
        "SELECT month, state, initial, executed, round FROM monitoring"
        " WHERE office = ? AND subject_kind IN ('project', 'department') AND subject = ? AND year = ? ORDER BY month"
    )
    return store.rows(sql, (store.office, subject, year))


def selfeval(store: Store, subject: str, year: int) -> Rows:
    """State, total, grade."""
    sql = (
        "SELECT state, total, grade FROM selfeval"
        " WHERE office = ? AND subject_kind IN ('project', 'department') AND subject = ? AND year = ?"
    )
    return store.rows(sql, (store.office, subject, year))


def reviews(store: Store, subject: str, year: int) -> Rows:
    """Form, month of a monitoring sheet, step, opinion, time and operator of every review step."""
    sql = """SELECT v.form, coalesce(m.month, 0), v.step, v.opinion, v.at, v.operator FROM review AS v
             LEFT JOIN monitoring AS m ON m.office = v.office AND m.id = v.record
             WHERE v.office = :office AND v.record IN (
                 SELECT id FROM target WHERE office = :office AND subject = :subject AND year = :year
                 UNION SELECT id FROM monitoring WHERE office = :office AND subject = :subject AND year = :year
                 UNION SELECT id FROM selfeval WHERE office = :office AND subject = :subject AND year = :year)
             ORDER BY v.at"""
    return store.rows(sql, {"office": store.office, "subject": subject, "year": year})


def findings(store: Store, subject: str) -> Rows:
    """Number, category, source, sent, deadline, replied, closed and state of the findings about a subject or one id."""
    sql = (
        "SELECT number, category, source, sent_on, deadline, replied_on, closed_on, state FROM finding"
        " WHERE office = ? AND (subject = ? OR id = ?) ORDER BY number"
    )
    return store.rows(sql, (store.office, subject, subject))


def arrivals(store: Store, subject: str, year: int) -> Rows:
    """Form, month, time, file and round of the statements that were imported about a subject."""
    sql = """SELECT s.form, coalesce(s.month, 0), b.at, f.path, s.round FROM statement AS s
             JOIN import_file AS f ON f.office = s.office AND f.id = s.file
             JOIN import_batch AS b ON b.office = f.office AND b.id = f.batch
             WHERE s.office = ? AND s.subject = ? AND s.year = ? ORDER BY b.at"""
    return store.rows(sql, (store.office, subject, year))
