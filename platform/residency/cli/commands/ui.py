"""`residency ui`: MLflow's pages over what ran here."""

from __future__ import annotations

from typing import Annotated

import typer

from residency.cli.shell import shell_of


def ui(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            help="The port to listen on.", min=1, max=65535, show_default="5000, or a free one"
        ),
    ] = None,
) -> None:
    """Open the MLflow UI on this folder's runs, until Ctrl-C: curves, tables with images, models.

    Starts MLflow's server on this home's database, with telemetry off: nothing is sent anywhere.
    """
    from residency.cli.mlflow_ui import serve_ui

    serve_ui(shell_of(context), host, port)
