"""Values that pass between processes by the thousand are made again from their fields, which is the quickest way."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable


class Travelling:
    """The base of such dataclasses, each of two fields or more.

    What the standard library makes of a frozen dataclass with slots walks over its fields in Python at every object.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """The class and its fields in order."""
        kind = type(self)
        return kind, _values(kind)(self)  # type: ignore[arg-type] # a class can be hashed, whatever its objects can


@cache
def _values(kind: type[Any]) -> Callable[[object], tuple[object, ...]]:
    return cast("Callable[[object], tuple[object, ...]]", attrgetter(*(field.name for field in fields(kind))))
