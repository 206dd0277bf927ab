"""A peer, run as a program: a Typer app whose commands do nothing, told of them as JSON.

It prints the help that our program prints, by the same Typer and Rich, and imports nothing else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.")
    ] = False,
) -> None:
    """The program itself."""


def nothing() -> None:
    """Every command."""


def main() -> None:
    """Print the help that the file describes."""
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    app = typer.Typer(add_completion=False, rich_markup_mode="rich", epilog=told["epilog"])
    app.callback(epilog=told["epilog"], help=told["help"])(root)
    for command in told["commands"]:
        app.command(command["name"], rich_help_panel=command["panel"], help=command["help"])(
            nothing
        )
    app(["--help"], prog_name="residency")


if __name__ == "__main__":
    main()
