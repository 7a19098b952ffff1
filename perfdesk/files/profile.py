r"""The person's own folder: keys, issued numbers, the log, what the window remembers; never the office's data.

It is named by PERFDESK_PROFILE, else %APPDATA%\perfdesk or ~/.local/share/perfdesk.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def profile() -> Path:
    """The folder; it may not exist yet."""
    given = os.environ.get("PERFDESK_PROFILE")
    if given:
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "perfdesk"
    return Path.home() / ".local" / "share" / "perfdesk"
