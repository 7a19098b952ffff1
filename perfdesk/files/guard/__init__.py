"""A delivered file is let in only after its bytes were looked at: type, container, XML, size and shape, then values."""

from perfdesk.files.guard.admit import admit, too_large
from perfdesk.files.guard.delivered import Admitted, Part
from perfdesk.files.guard.refusal import Refused

__all__ = ["Admitted", "Part", "Refused", "admit", "too_large"]
