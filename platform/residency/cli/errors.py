"""How an error ends the program: what people see, and the exit code."""

from __future__ import annotations

import traceback

from rich.text import Text

from residency.cli.shell import Shell
from residency.errors import ExitCode, ResidencyError

# Typer's exit code for Ctrl-C; for us that is a run which was stopped and may continue.
INTERRUPTED = 130


def report(shell: Shell, error: ResidencyError) -> ExitCode:
    """Say what went wrong and what to do; with a traceback only where the fault is ours."""
    if error.exit_code is ExitCode.OUR_FAULT:
        shell.err.print("".join(traceback.format_exception(error.__cause__ or error)).rstrip())
    label, style = _LABELS[error.exit_code]
    shell.err.print(Text.assemble((f"{label}: ", f"bold {style}"), error.message))
    if error.remedy:
        shell.err.print(Text(error.remedy, style="bold"))
    return error.exit_code


def report_interrupt(shell: Shell) -> ExitCode:
    """Ctrl-C: what was finished is kept."""
    shell.err.print("Stopped. What was finished is kept: run again to continue.")
    return ExitCode.PREEMPTED


def report_fault(shell: Shell) -> None:
    """What stands above the traceback of an error that nobody foresaw."""
    shell.err.print(
        Text.assemble(
            ("our fault: ", "bold red"),
            "an error that Residency did not foresee. `residency status` names the log of "
            "the step that was running; please report it with the lines below.",
        )
    )


_LABELS = {
    ExitCode.OUR_FAULT: ("our fault", "red"),
    ExitCode.USER_MISTAKE: ("error", "red"),
    ExitCode.GATE_REJECTED: ("rejected", "yellow"),
    ExitCode.PREEMPTED: ("stopped", "yellow"),
}
