"""Progress of long work: reported in steps, cancelled between two of them."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What long work tells its caller."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report `done` of `total` steps; raises Cancelled when the clerk gave up."""


class Silent:
    """A progress that nobody watches."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Say nothing."""
