"""One spelling of a JSON document: sorted keys, no spaces, UTF-8, NFC, whole numbers only."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, NoReturn


def dump(document: dict[str, Any]) -> bytes:
    """The only bytes that stand for `document`."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"not a whole number: {text}")


def whole(data: bytes | str) -> Any:  # noqa: ANN401 - whatever JSON holds, but no number with a fraction
    """Parse JSON that holds no fraction, no NaN and no endless nesting.

    Raises:
        ValueError: it is not such a document.
    """
    try:
        return json.loads(data, parse_float=_no_number, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def load(data: bytes) -> dict[str, Any]:
    """The document, if `data` is its one spelling.

    Raises:
        ValueError: it is not JSON, not an object, or spelled in another way (double keys, spaces, escapes, floats).
    """
    document = whole(data)
    try:
        same = isinstance(document, dict) and dump(document) == data
    except UnicodeEncodeError:
        same = False  # a lone surrogate has no UTF-8
    if not same:
        raise ValueError("not in canonical form")
    return dict(document)
