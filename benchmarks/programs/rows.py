"""The rows about whole processes: the cached re-run, and the help."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure.interleaved import Row, Subject, compare, interleave
from benchmarks.programs.process import Finished, run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RECIPE = ROOT / "pipelines" / "quickstart" / "pipeline.yaml"
OURS = (sys.executable, "-m", "residency")

CACHED = Subject("cached re-run of the quickstart: whole process", "Python + json, same records")
HELP = Subject("--help: whole process", "Typer app of empty commands")

Run = Callable[[], Finished]


def cached_row(rounds: int) -> Row:
    """`residency run` with nothing left to do; equal: the same steps were found done."""
    from benchmarks.programs.finished_home import finish_all

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder)
        finish_all(home, RECIPE)
        environment = _environment({"RESIDENCY_HOME": folder})
        ours = (*OURS, "run", str(RECIPE), "--json")
        theirs = (sys.executable, str(HERE / "read_records.py"), str(home / "store"))
        pairs = _pairs(lambda: run(ours, environment), lambda: run(theirs, environment), rounds)
    equal = all(_cached_steps(mine.out) == sorted(their.out.split()) for mine, their in pairs)
    return _row(CACHED, pairs, equal=equal)


def help_row(rounds: int) -> Row:
    """`residency --help`; equal: the same text, to the letter."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        told = Path(folder) / "commands.json"
        told.write_text(json.dumps(_commands()), encoding="utf-8")
        environment = _environment({"COLUMNS": "80"})
        ours = (*OURS, "--help")
        theirs = (sys.executable, str(HERE / "bare_help.py"), str(told))
        pairs = _pairs(lambda: run(ours, environment), lambda: run(theirs, environment), rounds)
    equal = all(mine.out == their.out for mine, their in pairs)
    return _row(HELP, pairs, equal=equal)


def _pairs(ours: Run, theirs: Run, rounds: int) -> list[tuple[Finished, Finished]]:
    """After one run of each that does not count: it fills caches of bytecode and files."""
    ours(), theirs()
    results = interleave({"ours": ours, "theirs": theirs}, rounds)
    return list(zip(results["ours"], results["theirs"], strict=True))


def _row(subject: Subject, pairs: list[tuple[Finished, Finished]], *, equal: bool) -> Row:
    ours, theirs = ([pair[side].seconds for pair in pairs] for side in (0, 1))
    return compare(subject, ours, theirs, equal=equal)


def _cached_steps(out: str) -> list[str]:
    """The cached steps, as the last event sums them up; nothing where a step ran."""
    summary = json.loads(out.splitlines()[-1])
    return [] if summary["ran"] else sorted(summary["cached"])


def _commands() -> dict[str, object]:
    """What our program's help says, as the peer is told it."""
    from residency.cli.program import build

    app = build()
    assert app.registered_callback is not None
    return {
        "help": app.registered_callback.help,
        "epilog": app.info.epilog,
        "commands": [
            {"name": one.callback.__name__, "panel": one.rich_help_panel, "help": one.help}
            for one in app.registered_commands
            if one.callback is not None and not one.hidden
        ],
    }


def _environment(more: dict[str, str]) -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT / "platform"), **more}
