"""Forms as PDF: the one layout drawn on pages, with the shipped fonts embedded and the text extractable."""

from __future__ import annotations

from perfdesk.files.pdf.document import Printed, write_pdf

__all__ = ["Printed", "write_pdf"]
