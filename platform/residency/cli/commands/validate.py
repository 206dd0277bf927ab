"""`residency validate`: is the file right? Imports neither torch nor ray."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.text import Text

from residency.cli.options import File, Json, Sets
from residency.cli.shell import shell_of

if TYPE_CHECKING:
    from residency.spec.loader import Loaded


def validate(context: typer.Context, file: File, sets: Sets = None, json: Json = False) -> None:
    """Check a pipeline's file: every mistake with file, line and remedy.

    Reads the file (and what it extends), nothing else: whether data and model folders exist is
    seen by 'residency plan'.
    """
    from residency.spec.loader import load_pipeline

    shell = shell_of(context)
    loaded = load_pipeline(file, sets or ())
    if json:
        shell.write_json({"valid": True, "file": str(file), **_facts(loaded)})
        return
    shell.out.print(Text.assemble(("OK ", "bold green"), str(file)))
    for name, value in _facts(loaded).items():
        told = ", ".join(value) if isinstance(value, list) else str(value)
        shell.out.print(f"  {name:<11} {told or 'none'}")


def _facts(loaded: Loaded) -> dict[str, object]:
    spec = loaded.pipeline.spec
    return {
        "pipeline": loaded.pipeline.metadata.name,
        "tenant": spec.tenant,
        "datasets": [dataset.reference for dataset in spec.datasets],
        "stages": [stage.name for stage in spec.curriculum],
        "gates": [stage.name for stage in spec.curriculum if stage.gate],
        "benchmarks": [benchmark.name for benchmark in spec.benchmarks],
        "overrides": [f"{path}={value}" for path, value in loaded.overrides.items()],
    }
