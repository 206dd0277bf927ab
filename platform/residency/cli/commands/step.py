"""`residency step`: the machine entry, the same on every target."""

from __future__ import annotations

from typing import Annotated

import typer

from residency.cli.shell import shell_of


def step(
    context: typer.Context,
    plan_uri: Annotated[
        str,
        typer.Argument(
            metavar="PLAN_URI",
            help="Where the resolved plan lies: a key of the store, or a path.",
        ),
    ],
    steps: Annotated[
        list[str],
        typer.Argument(metavar="STEP", help="Ids of the plan's steps, in their order."),
    ],
) -> None:
    """Execute steps of a resolved plan, in order. Written for launchers, not for people."""
    shell_of(context).facade.execute(plan_uri, steps)
