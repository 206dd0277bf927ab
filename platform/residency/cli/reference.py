"""docs/cli.md, generated from the commands: `python -m residency.cli.reference > docs/cli.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from residency.cli.program import EPILOG, build
from residency.cli.render.events import FIELDS

HEAD = """\
# The command line

Generated from the commands themselves: `python -m residency.cli.reference > docs/cli.md`.
A recipe's values live in the recipe; these options are all there are.
"""


def reference() -> str:
    """The page, from the help texts that people see."""
    return "\n".join([HEAD, EPILOG, "", *_commands(), *_events()]).rstrip() + "\n"


def _commands() -> Iterator[str]:
    group = get_command(build())
    assert isinstance(group, TyperGroup)
    context = typer.Context(group, info_name="residency")
    for name, command in group.commands.items():
        own = typer.Context(command, parent=context, info_name=name)
        pieces = (
            piece.replace("{", "").replace("}", "") for piece in command.collect_usage_pieces(own)
        )
        usage = " ".join(("residency", name, *pieces))
        yield f"## residency {name}\n"
        yield f"    {usage}\n"
        yield f"{command.help}\n"
        for parameter in command.params:
            yield _parameter(parameter)
        yield ""


def _parameter(parameter: object) -> str:
    if isinstance(parameter, TyperArgument):
        return f"- `{parameter.metavar}`: {parameter.help}{_default(parameter)}"
    assert isinstance(parameter, TyperOption)
    return f"- `{', '.join(parameter.opts)}`: {parameter.help}{_default(parameter)}"


def _default(parameter: TyperArgument | TyperOption) -> str:
    if parameter.required or parameter.show_default is False:
        return ""
    shown = (
        parameter.show_default if isinstance(parameter.show_default, str) else parameter.default
    )
    return "" if shown in (None, False) else f" Default: {shown}."


def _events() -> Iterator[str]:
    yield "## residency run --json\n"
    yield "One object a line, each with `event` and `time` (RFC 3339, UTC).\n"
    for event, fields in FIELDS.items():
        yield f"- `{event}`: {', '.join(f'`{name}`' for name in fields)}"


if __name__ == "__main__":
    sys.stdout.write(reference())
