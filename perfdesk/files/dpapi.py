"""Windows' own protection of a secret: readable by this user on this computer only."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    _NO_DIALOGS = 1

    def _call(name: str, data: bytes) -> bytes:
        source = _Blob(len(data), ctypes.cast(ctypes.create_string_buffer(data, len(data)), _Blob._fields_[1][1]))
        result = _Blob()
        function = getattr(ctypes.windll.crypt32, name)
        if not function(ctypes.byref(source), None, None, None, None, _NO_DIALOGS, ctypes.byref(result)):
            raise ctypes.WinError()
        try:
            return ctypes.string_at(result.data, result.size)
        finally:
            ctypes.windll.kernel32.LocalFree(result.data)

    def protect(data: bytes) -> bytes:
        """Encrypt for this user of this computer."""
        return _call("CryptProtectData", data)

    def unprotect(data: bytes) -> bytes:
        """Decrypt what this user encrypted on this computer.

        Raises:
            OSError: it was encrypted by another user or elsewhere.
        """
        return _call("CryptUnprotectData", data)
