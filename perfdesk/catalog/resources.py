"""Where the resources lie: inside the package when installed or frozen, beside it when run from source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from perfdesk.domain.errors import UserError


@cache
def root() -> Path:
    """The resources folder.

    Raises:
        UserError: no folder with forms/ was found; the installation is damaged.
    """
    package = Path(__file__).resolve().parent.parent
    for place in (package / "resources", package.parent / "resources"):
        if (place / "forms").is_dir():
            return place
    message = "程序的资源文件夹不见了，安装不完整"
    raise UserError(message, "请重新安装 perfdesk")
