"""The command line. Importing it is cheap: commands import what they need when they run."""

import os
import sys
import threading


def main() -> None:
    """The `residency` program: run one command and exit with its code (errors.ExitCode)."""
    from residency.cli.program import execute

    code = execute(sys.argv[1:])
    if any(thread.name.startswith("step ") for thread in threading.enumerate()):
        # A step that does not listen is in the middle of Ray; an orderly exit would take Ray
        # away under it, and end the process with another code.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)
