"""Row ids of a practice office: UUIDv7 in shape, derived from the seed, ascending in the order they are drawn."""

from __future__ import annotations

from random import Random

_EPOCH = {year: 1_546_300_800_000 + (year - 2019) * 31_557_600_000 for year in range(2015, 2035)}


class Draws:
    """The chances and the ids of one office: the same seed and office give the same ones."""

    def __init__(self, seed: int, code: str, year: int) -> None:
        """Begin the draws of an office and year."""
        self.random = Random(f"{seed} {code} {year}")  # noqa: S311 - invented data that must come out the same again
        self._next = _EPOCH[year] << 12

    def id(self) -> str:
        """The next row id."""
        self._next += 1
        stamp, tail = self._next, self.random.getrandbits(62)
        number = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | tail
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
