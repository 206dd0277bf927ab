"""Operands and options that several commands share, with one help text each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="The pipeline's YAML file.", show_default=False)
]

Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change one value of the recipe for this call; the path starts below "
        "spec and names list items, as in curriculum.align.optimizer.lr=1.0e-3. May be repeated; "
        "records keep it.",
        show_default=False,
    ),
]

Wait = Annotated[
    bool,
    typer.Option(
        "--wait", help="Where another run of the pipeline is going on, wait for its end."
    ),
]

Json = Annotated[
    bool,
    typer.Option("--json", help="Write JSON to standard output, one object a line, for programs."),
]
