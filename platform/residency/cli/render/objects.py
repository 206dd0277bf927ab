"""Kubernetes objects of a plan: YAML documents, a JSON list, or a table of their names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import yaml

from residency.cli.render.tables import table
from residency.cli.shell import Shell


def show_objects(shell: Shell, objects: Sequence[Mapping[str, object]], output: str) -> None:
    """Print them as `output` says: table, json (a List, as kubectl takes it) or yaml."""
    if output == "yaml":
        shell.write(yaml.safe_dump_all(objects, sort_keys=False, explicit_start=True))
    elif output == "json":
        whole = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        shell.write(json.dumps(whole, indent=2) + "\n")
    else:
        shell.out.print(table(("kind", "namespace", "name"), map(_row, objects)))
        shell.out.print("-o yaml prints them whole.")


def _row(item: Mapping[str, object]) -> tuple[str, str, str]:
    metadata = item.get("metadata")
    names = metadata if isinstance(metadata, Mapping) else {}
    return str(item.get("kind", "")), str(names.get("namespace", "")), str(names.get("name", ""))
