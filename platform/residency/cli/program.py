"""The program: all commands of one Typer app, run with the exit codes of residency.errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import cleandoc
from typing import Annotated

import typer

from residency import __version__
from residency.cli.commands import (
    approve,
    demo,
    doctor,
    evaluate,
    init,
    plan,
    prepare,
    run,
    schema,
    serve,
    status,
    step,
    sync,
    ui,
    validate,
)
from residency.cli.errors import INTERRUPTED, report, report_fault, report_interrupt
from residency.cli.shell import Shell, shell_of
from residency.errors import ResidencyError

WRITE = "Write a pipeline"
RUN = "Run it"
RELEASE = "Release a model"
LOOK = "Look after it"

EPILOG = (
    "Exit codes: 0 done, 1 our fault, 2 your mistake, 3 a gate rejected, "
    "75 stopped (run again to continue). State lives in .residency/, or where RESIDENCY_HOME says."
)


def _version(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        shell_of(context).write(f"residency {__version__}\n")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Train medical vision-language models through their curriculum, on your own machines.

    One YAML file describes a pipeline: data, model, stages, evaluation, gate. Start with
    'residency init', or watch 'residency demo'.
    """


def _paragraphs(command: Callable[..., None]) -> str:
    """A docstring with one line a paragraph: Typer keeps the line breaks of all but the first."""
    parts = cleandoc(command.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


def build() -> typer.Typer:
    """The app with every command, in the order in which a newcomer meets them."""
    app = typer.Typer(
        name="residency",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        epilog=EPILOG,
    )
    app.callback(epilog=EPILOG, help=_paragraphs(_root))(_root)
    for panel, commands in (
        (WRITE, (init.init, validate.validate, plan.plan, schema.schema)),
        (RUN, (prepare.prepare, run.run, status.status, evaluate.evaluate, demo.demo)),
        (RELEASE, (approve.approve, serve.serve)),
        (LOOK, (ui.ui, sync.sync, doctor.doctor)),
    ):
        for command in commands:
            app.command(rich_help_panel=panel, help=_paragraphs(command))(command)
    app.command(hidden=True)(step.step)
    return app


def execute(arguments: Sequence[str], shell: Shell | None = None) -> int:
    """Run one command line and return its exit code."""
    shell = shell or Shell()
    try:
        build()(list(arguments), prog_name="residency", obj=shell)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
        return report_interrupt(shell) if code == INTERRUPTED else code
    except ResidencyError as error:
        return report(shell, error)
    except BaseException:
        report_fault(shell)
        raise
    return 0
