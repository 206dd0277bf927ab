"""`residency sync`: what was tracked while MLflow was away."""

from __future__ import annotations

import typer

from residency.cli.options import Json
from residency.cli.shell import shell_of


def sync(context: typer.Context, json: Json = False) -> None:
    """Bring to MLflow what was tracked while it was away.

    Runs never wait for MLflow: what it does not take is kept in this home, and follows by itself
    with the next run that reaches it. This command does it now. 'residency status' says how much
    waits.
    """
    from residency.cli.render.tracking import show_synced

    show_synced(shell_of(context), json=json)
