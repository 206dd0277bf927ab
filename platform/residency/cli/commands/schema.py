"""`residency schema`: the form of a pipeline's file, for editors and clusters."""

from __future__ import annotations

from json import dumps
from typing import Annotated

import typer

from residency.cli.shell import shell_of


def schema(
    context: typer.Context,
    crd: Annotated[
        bool,
        typer.Option(
            "--crd", help="Print the Kubernetes CustomResourceDefinition as YAML instead."
        ),
    ] = False,
) -> None:
    """Print the JSON Schema of a pipeline's file.

    Editors complete and check with it. Both are generated from the model that validates.
    """
    from residency.spec.schema import crd_yaml, json_schema

    text = crd_yaml() if crd else dumps(json_schema(), indent=2) + "\n"
    shell_of(context).write(text)
