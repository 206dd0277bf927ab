"""`residency init`: a pipeline to start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from residency.cli.shell import shell_of
from residency.errors import UserError

FILE = "pipeline.yaml"


def init(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Where to write it; made when missing.", show_default="here"
        ),
    ] = Path(),
) -> None:
    """Write a commented starter pipeline into a folder, as pipeline.yaml.

    It is complete: it trains a tiny model on DICOM files that come with an installed package. Put
    your own folder and dimensions in their place. A file that is there is never overwritten.
    """
    shell = shell_of(context)
    path = folder / FILE
    text = files("residency.cli").joinpath("starter", FILE).read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise UserError(
            f"{path} exists already, and init overwrites nothing.",
            "Name another folder: residency init FOLDER",
        ) from None
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error
    shell.out.print(f"Wrote {path}. Next:")
    for verb, why in (
        ("validate", "is it right?"),
        ("plan", "what would run?"),
        ("run", "run it"),
    ):
        shell.out.print(f"  residency {f'{verb} {path}':<40} # {why}")
