"""What a child may use: memory, time, nothing on the screen; the system enforces it, not the child's good will."""

from __future__ import annotations

import sys
from dataclasses import dataclass

OUT_OF_MEMORY = 77
"""Exit status of a child that gave up for want of memory."""


@dataclass(frozen=True, slots=True)
class Cage:
    """The limits of one child.

    `memory` is in bytes for the whole process; `cpu` in seconds of computing and `wall` in seconds by the clock, both
    for one file.
    """

    memory: int = 1024**3
    cpu: int = 60
    wall: float = 120.0


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _LIMIT_ACTIVE, _LIMIT_MEMORY, _LIMIT_DIE, _LIMIT_KILL = 0x8, 0x100, 0x400, 0x2000
    _EXTENDED = 9
    _QUOTA_AND_TERMINATE = 0x0101
    _QUIET = 0x0001 | 0x0002 | 0x8000

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t),
            ("most_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Limits(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic),
            ("io", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    _kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _kernel.SetErrorMode.argtypes = (wintypes.UINT,)

    class Job:
        """A job object around one child: a memory cap, no children of its own, and death with the parent."""

        def __init__(self, pid: int, cage: Cage) -> None:
            """Put the process `pid` into a job of its own.

            Raises:
                OSError: Windows refused.
            """
            self._handle = _kernel.CreateJobObjectW(None, None)
            if not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            limits = _Limits()
            limits.basic.flags = _LIMIT_MEMORY | _LIMIT_KILL | _LIMIT_DIE | _LIMIT_ACTIVE
            limits.basic.processes = 1
            limits.process_memory = cage.memory
            size = ctypes.sizeof(limits)
            done = _kernel.SetInformationJobObject(self._handle, _EXTENDED, ctypes.byref(limits), size)
            process = _kernel.OpenProcess(_QUOTA_AND_TERMINATE, False, pid) if done else None  # noqa: FBT003 - by position
            done = bool(process) and _kernel.AssignProcessToJobObject(self._handle, process)
            problem = ctypes.get_last_error()
            if process:
                _kernel.CloseHandle(process)
            if not done:
                self.close()
                raise ctypes.WinError(problem)

        def close(self) -> None:
            """End the job, and the child with it if it still lives."""
            _kernel.CloseHandle(self._handle)

    def confine(_cage: Cage) -> None:
        """In a child: no dialog of the system when it dies; the memory is capped by its job."""
        _kernel.SetErrorMode(_QUIET)

    def allow(_cage: Cage) -> None:
        """In a child, before a file: on Windows the parent's clock is the limit."""

else:
    import resource

    class Job:
        """Other systems cap the child from inside; there is nothing to hold."""

        def __init__(self, pid: int, cage: Cage) -> None:
            """Accept what `confine` does."""

        def close(self) -> None:
            """Nothing to end."""

    def confine(cage: Cage) -> None:
        """In a child: cap the memory, write no core dump."""
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = cage.memory if hard == resource.RLIM_INFINITY else min(cage.memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def allow(cage: Cage) -> None:
        """In a child, before a file: that many seconds of computing from now on, then the system ends it."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(used.ru_utime + used.ru_stime) + cage.cpu + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
