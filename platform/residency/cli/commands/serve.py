"""`residency serve`: the staging endpoint, in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from residency.cli.shell import shell_of


def serve(
    context: typer.Context,
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL",
            help="The model's or pipeline's name; may be left out where there is one only.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="The address to listen on; other machines reach only a public one.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the model with the alias 'staging' as /v1/chat/completions, until Ctrl-C.

    Speaks the OpenAI protocol, with images as data URIs, streaming or not. Every request needs
    the key whose file is printed.
    """
    from residency.cli.serving import serve_until_interrupted

    serve_until_interrupted(shell_of(context), model, host, port)
