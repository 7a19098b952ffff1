"""One child: files in, readings out, until the parent hangs up."""

from __future__ import annotations

import gc
import os
import signal
from typing import TYPE_CHECKING

from perfdesk.files import cage as cages
from perfdesk.files.delivery import deliver
from perfdesk.files.sources import Opener

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from perfdesk.files.cage import Cage
    from perfdesk.files.delivery import Recogniser

_BETWEEN = 20


def serve(pipe: Connection, recogniser: Recogniser, cage: Cage) -> None:
    """Answer every (number, source) with (number, FileReading); a frozenset replaces the known SHA-256 sums.

    Whatever is not a declared refusal ends the child: the parent rejects the file and starts another one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["RUST_BACKTRACE"] = "0"  # the reader's panics become refusals; their traces help nobody
    cages.confine(cage)
    opener = Opener()
    known: frozenset[str] = frozenset()
    gc.disable()  # readings hold no cycles; what the interpreter itself leaves is collected between files
    gc.freeze()
    count = 0
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        if isinstance(task, frozenset):
            known = task
            continue
        number, source = task
        cages.allow(cage)
        try:
            result = deliver(source, opener, recogniser, known)
            pipe.send((number, result))
        except MemoryError:
            os._exit(cages.OUT_OF_MEMORY)
        count += 1
        if count % _BETWEEN == 0:
            gc.collect()
            gc.freeze()  # what is left is remembered words: looking at it again and again would cost more than reading
