"""run: what is shown while a pipeline runs, and after."""

import re

import pytest

from residency.cli.render.events import FIELDS
from residency.errors import GateRejected, Preempted, StepFailed, UserError


def test_lines_name_the_step_its_progress_and_its_figures(cli, quickstart: str) -> None:
    result = cli("run", quickstart)
    assert result.code == 0
    lines = result.out.splitlines()
    progress = [line for line in lines if "train.align step 50/100" in line]
    assert len(progress) == 1
    assert re.match(
        r"\d\d:\d\d:\d\d train.align step 50/100 loss 1.23 tok/s 4.57k$", progress[0].strip()
    )
    assert any("train.align step 100/100" in line for line in lines)
    assert "18 steps ran, 0 cached, in 1m 05s." in result.out
    assert "Gate after instruct: passed" in result.out
    assert "residency approve quickstart" in result.out


def test_the_second_run_is_cached_and_says_so(cli, quickstart: str) -> None:
    cli("run", quickstart)
    again = cli("run", quickstart)
    assert "0 steps ran, 18 cached" in again.out


def test_json_is_the_documented_events_and_nothing_else(cli, quickstart: str) -> None:
    events = cli("run", quickstart, "--json").objects
    for event in events:
        assert set(event) == {"event", "time", *FIELDS[str(event["event"])]}
    assert {event["event"] for event in events} == {"start", "progress", "end", "summary"}
    summary = events[-1]
    assert summary["gates"] == {"instruct": True}
    assert len(summary["ran"]) == 18
    cached = cli("run", quickstart, "--json").objects
    assert [event["event"] for event in cached] == ["cached"] * 18 + ["summary"]


def test_a_terminal_gets_the_finished_steps_too(cli, quickstart: str) -> None:
    result = cli("run", quickstart, terminal=True)
    assert result.code == 0
    assert re.search(r"done +1m 05s +train\.align", result.out)


@pytest.mark.parametrize(
    ("error", "traceback"),
    [
        (StepFailed("step train.align: it broke. Log: local/train/log.txt"), True),
        (UserError("the disk is full", "Free 5 GiB."), False),
        (GateRejected("0.3 is below 0.4"), False),
        (Preempted("the run was stopped", "Run again to continue."), False),
    ],
)
def test_each_end_has_its_exit_code(cli, fake, quickstart, error, traceback) -> None:
    fake.failing = {"train.align": error}
    result = cli("run", quickstart)
    assert result.code == error.exit_code
    assert error.message in " ".join(result.err.split())
    assert error.remedy in " ".join(result.err.split())
    assert ("Traceback" in result.err) is traceback


def test_control_c_is_a_stop_that_continues(cli, fake, quickstart: str) -> None:
    fake.failing = {"train.align": KeyboardInterrupt()}
    result = cli("run", quickstart)
    assert result.code == 75
    assert "run again to continue" in result.err


def test_an_unforeseen_error_keeps_its_traceback(cli, fake, quickstart: str) -> None:
    fake.failing = {"train.align": ZeroDivisionError("ours")}
    with pytest.raises(ZeroDivisionError):
        cli("run", quickstart)


def test_prepare_runs_the_data_steps_and_a_later_run_finds_them_cached(cli, quickstart) -> None:
    events = cli("prepare", quickstart, "--json").objects
    ran = set(events[-1]["ran"])
    assert ran
    assert {name.partition(".")[0] for name in ran} <= {
        "ingest", "tokenizer", "decontaminate", "pack",
    }  # fmt: skip
    later = cli("run", quickstart, "--json").objects[-1]
    assert ran <= set(later["cached"])


def test_prepare_is_not_stopped_by_what_only_training_needs(cli, quickstart) -> None:
    adapted = "model.adapters={plugin: {kind: hlora, rank: 8, alpha: 16.0}}"
    assert "not supported yet: hlora" in cli("plan", quickstart, "--set", adapted).err
    assert cli("prepare", quickstart, "--set", adapted).code == 0
