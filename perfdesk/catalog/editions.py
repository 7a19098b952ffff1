"""Which edition of the trade's descriptions is in use: the digest of each form, figure and check file."""

from __future__ import annotations

import hashlib
from functools import cache

from perfdesk.catalog.resources import root

_FOLDERS = {"forms": "*/*.toml", "figures": "*.sql", "checks": "*"}


@cache
def editions() -> dict[str, str]:
    """Path below resources/ -> SHA-256 of the text, equal on every system (line ends do not count)."""
    found: dict[str, str] = {}
    for folder, pattern in _FOLDERS.items():
        for path in sorted((root() / folder).glob(pattern)):
            if path.is_file():
                text = path.read_bytes().replace(b"\r\n", b"\n")
                found[path.relative_to(root()).as_posix()] = hashlib.sha256(text).hexdigest()
    return found
