"""Row ids are UUIDv7 text: unique everywhere, and in the order in which one process made them."""

from __future__ import annotations

import os
import random
import threading
import time

_lock = threading.Lock()
# Seeded by the system once a process: an id must be unique, not secret, and asking the system for each costs ten times.
_chance = random.Random(os.urandom(32))  # noqa: S311 - ids are no secrets
_last = 0  # 48 bits of milliseconds and 12 bits of counter, as one number that only grows


def new_id() -> str:
    """A new row id, greater than every earlier one of this process (also when the clock is set back)."""
    global _last  # noqa: PLW0603 - the counter that makes ids monotonic is the process's own
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 12)
        stamp = _last
        tail = _chance.getrandbits(62)
    first = f"{stamp >> 28:08x}-{stamp >> 12 & 0xFFFF:04x}-7{stamp & 0xFFF:03x}"
    return f"{first}-{0x8000 | tail >> 48:04x}-{tail & 0xFFFF_FFFF_FFFF:012x}"
