"""`dev.py run` with a display: the window on a practice office that lies in the folder it is given."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(folder: Path) -> int:
    """Build the practice office where it is not there yet, then open it."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PERFDESK_PROFILE"] = str(folder / "账户")
    path = folder / "红塔区.perfdesk"
    if not path.exists():
        from perfdesk.services import practice  # noqa: PLC0415 - a second start shows the window at once

        practice.build(path)
    from perfdesk.app import open_window  # noqa: PLC0415 - the profile is named first

    return open_window(str(path))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
