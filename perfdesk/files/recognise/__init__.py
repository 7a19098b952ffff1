"""Grids become readings: a form is known by its labels, wherever they stand; what does not match once is told."""

from perfdesk.files.recognise.sheets import recognise

__all__ = ["recognise"]
