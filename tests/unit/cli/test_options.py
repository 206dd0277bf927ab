"""Few flags, each documented: the list is frozen here, and docs/cli.md is up to date."""

from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from residency.cli.program import build
from residency.cli.reference import reference

# A new option needs a reason: a recipe's values live in the recipe. Add it here knowingly.
OPTIONS = {
    "init": {"folder"},
    "validate": {"FILE", "--set", "--json"},
    "plan": {"FILE", "--set", "--target", "--output", "--gpu", "--gpus"},
    "schema": {"--crd"},
    "prepare": {"FILE", "--set", "--wait", "--json"},
    "run": {"FILE", "--set", "--wait", "--json"},
    "status": {"pipeline", "--json"},
    "evaluate": {"FILE", "--stage", "--set", "--json"},
    "demo": set(),
    "approve": {"PIPELINE_OR_MODEL", "--version", "--as", "--yes"},
    "serve": {"model", "--host", "--port"},
    "ui": {"--host", "--port"},
    "sync": {"--json"},
    "doctor": {"--json"},
    "step": {"PLAN_URI", "STEP"},
}


def commands() -> dict[str, object]:
    group = get_command(build())
    assert isinstance(group, TyperGroup)
    return dict(group.commands)


def named(parameter) -> str:
    return parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.metavar


def test_the_list_of_options_is_frozen() -> None:
    found = {
        name: {named(parameter).casefold() for parameter in command.params}
        for name, command in commands().items()
    }
    assert found == {name: {one.casefold() for one in known} for name, known in OPTIONS.items()}


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_every_command_and_option_is_documented(name: str) -> None:
    command = commands()[name]
    first = command.help.split("\n\n")[0]
    assert first.endswith(".")
    assert len(first) <= 100
    for parameter in command.params:
        assert parameter.help, f"{name} {parameter.opts[0]} has no help text"
        assert parameter.help.rstrip().endswith("."), f"{name} {parameter.opts[0]}: no sentence"


def test_docs_cli_is_up_to_date(repository: Path) -> None:
    written = (repository / "docs/cli.md").read_text()
    assert written == reference(), "run: python -m residency.cli.reference > docs/cli.md"
