"""Standard output kept for one writer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from residency.cli.shell import Shell


@contextmanager
def reserved(shell: Shell) -> Iterator[None]:
    """Let the shell alone write to standard output: what else is printed goes to standard error.

    Libraries print, and so do the processes that they start; a program that reads JSON must see
    none of it. So the file descriptor itself is redirected.
    """
    if shell.out.file is not sys.stdout:  # a test's console
        yield
        return
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as own:
        os.dup2(2, 1)
        shell.out.file = own
        try:
            yield
        finally:
            sys.stdout.flush()
            os.dup2(own.fileno(), 1)
            shell.out.file = sys.stdout
