"""The program itself, as a person types it: what it imports, what it says, how it exits."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from residency.adapters.storage.folder import FolderStore
from residency.wiring import Residency, Settings
from tests.unit.cli.fake_residency import FakeResidency

HEAVY = {"torch", "ray", "mlflow", "deepspeed", "transformers", "pyarrow", "pandas", "fastapi"}
QUICKSTART = "pipelines/quickstart/pipeline.yaml"


@pytest.fixture
def residency(repository: Path, tmp_path: Path):
    """Runs `python -m residency` in the checkout, with a home of its own."""

    def run(*arguments: str, flags=(), **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *flags, "-m", "residency", *arguments],
            cwd=repository,
            env={
                **os.environ,
                "PYTHONPATH": str(repository / "platform"),
                "RESIDENCY_HOME": str(tmp_path / "home"),
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def imported(error_output: str) -> set[str]:
    """Top-level packages that `-X importtime` names."""
    lines = (line for line in error_output.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    ("arguments", "light"),
    [
        (("--help",), {"numpy", "pydantic", "yaml"}),
        (("--version",), {"numpy", "pydantic", "yaml"}),
        (("run", "--help"), {"numpy", "yaml"}),
        (("validate", QUICKSTART), {"numpy"}),
        (("schema",), {"numpy"}),
        (("doctor",), set()),
        (("status",), set()),
    ],
)
def test_what_answers_at_once_imports_nothing_heavy(residency, arguments, light) -> None:
    result = residency(*arguments, flags=("-X", "importtime"))
    assert result.returncode == 0, result.stderr[-2000:]
    assert imported(result.stderr) & (HEAVY | light) == set()


@pytest.fixture
def finished(repository: Path, tmp_path: Path) -> Path:
    """A home in which every step of the quickstart has its record."""
    home = tmp_path / "home"
    real = Residency(Settings(home))
    plan = real.plan(real.load(str(repository / QUICKSTART)))
    fake = FakeResidency(home, store=FolderStore(home / "store"))
    for step in plan.steps:
        fake.finish(plan, step)
    return home


def test_a_cached_run_imports_none_of_the_machinery(residency, finished: Path) -> None:
    result = residency("run", QUICKSTART, "--json", flags=("-X", "importtime"))
    assert result.returncode == 0, result.stderr[-2000:]
    assert imported(result.stderr) & {"torch", "ray", "mlflow", "deepspeed"} == set()
    summary = json.loads(result.stdout.splitlines()[-1])
    assert summary["event"] == "summary"
    assert summary["ran"] == []
    assert len(summary["cached"]) == 18


def test_evaluate_reads_the_records(residency, finished: Path) -> None:
    result = residency("evaluate", QUICKSTART)
    assert result.returncode == 0, result.stderr
    assert "0.700-0.890" in result.stdout


def test_a_changed_learning_rate_runs_its_stage_and_what_follows(residency, finished) -> None:
    changed = "curriculum.instruct.optimizer.lr=1.0e-4"
    result = residency("plan", QUICKSTART, "-o", "json", "--set", changed)
    assert result.returncode == 0, result.stderr
    plan = json.loads(result.stdout)
    assert [one["step"] for one in plan["steps"] if not one["cached"]] == [
        "train.instruct",
        "evaluate.instruct.heldout",
        "gate.instruct",
        "register",
    ]
    trained = {one["stage"]: one["trained"] for one in plan["parameters"]}
    assert 0 < trained["align"] < trained["instruct"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("validate", "nowhere.yaml"), ["no such file"]),
        (("validate", "pipelines"), ["is a folder"]),
        (("run", QUICKSTART, "--set", "curriculum.algin.dropout=0.1"), ["algin", "align"]),
        (("run", QUICKSTART, "--set", "seed"), ["path=value"]),
        (("valdate", QUICKSTART), ["Did you mean", "validate"]),
        (("run",), ["Missing argument"]),
        (("plan", QUICKSTART, "--target", "moon"), ["moon"]),
        (("status", "unheard-of"), ["unheard-of"]),
        (("ui",), ["Run a pipeline first"]),
    ],
)
def test_a_mistake_exits_2_with_words_and_without_traceback(residency, arguments, words) -> None:
    result = residency(*arguments)
    told = " ".join(result.stderr.split())
    assert result.returncode == 2, told
    assert "Traceback" not in told
    for word in words:
        assert word in told


def test_a_store_that_is_neither_a_folder_nor_on_s3_is_refused_by_name(residency) -> None:
    result = residency("status", RESIDENCY_HOME="gs://bucket/place")
    assert result.returncode == 2
    assert "not supported yet" in result.stderr


def test_without_arguments_there_is_help(residency) -> None:
    result = residency()
    assert "Usage: residency" in result.stdout + result.stderr


@pytest.mark.parametrize("arguments", [("--help",), ("approve", "--help"), ("plan", "--help")])
def test_help_fits_into_80_columns(residency, arguments) -> None:
    result = residency(*arguments, COLUMNS="80")
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "…" not in result.stdout
