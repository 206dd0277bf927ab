"""`residency approve`: a named person accepts a model's digest."""

from __future__ import annotations

from typing import Annotated

import typer

from residency.cli.shell import shell_of


def approve(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="PIPELINE_OR_MODEL", help="Whose model to approve.", show_default=False
        ),
    ],
    version: Annotated[
        str | None,
        typer.Option(help="The version to approve.", show_default="the newest"),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Who approves.", show_default="you"),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask; needed where nobody can answer.")
    ] = False,
) -> None:
    """Approve a model version for the staging endpoint, in a person's name.

    Shows what is approved (digest, scores with their interval, the gate's decision) and asks.
    Approvals count for the digest, are kept, and never change. With enough of them the alias
    'staging' moves to the version.
    """
    from residency.cli.approval import approve_version
    from residency.cli.models import find_model, find_version

    shell = shell_of(context)
    model = find_model(shell.facade, name)
    approve_version(shell, find_version(shell.facade, model, version), person, ask=not yes)
