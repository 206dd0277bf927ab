"""The pipeline from DICOM files to an approved model, killed, stopped in order, and continued."""

from __future__ import annotations

import base64
import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openai
import pyarrow.dataset
import pytest

from residency.cli.ports import choose_port
from residency.errors import ExitCode
from residency.plan.record import Outcome
from residency.wiring import Residency, Settings
from tests.e2e.command import ROOT, SHORT, Event, Result, Running, residency

pytestmark = pytest.mark.timeout(1200)
LAST = ["train.instruct", "evaluate.instruct.heldout", "gate.instruct", "register"]


@dataclass(frozen=True)
class Story:
    """What happened to one home: runs that were killed and stopped, and the one that ended."""

    home: Path
    killed: tuple[Event, ...]
    meanwhile: Result  # a second run, tried while the first was going on
    code: int  # of the run that SIGTERM stopped
    stopped: tuple[Event, ...]
    continued: Result


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = tmp_path_factory.mktemp("home")
    first = Running(home, "run", SHORT, "--json")
    first.wait_for(lambda event: event["event"] == "start")
    meanwhile = residency(home, "run", SHORT)
    # After step 4 the checkpoint of step 3 is there, and the one of step 6 is not.
    first.wait_for(lambda e: _at_least(e, "train.midtrain", 4))
    first.kill()
    second = Running(home, "run", SHORT, "--json")
    second.wait_for(lambda e: _at_least(e, "train.midtrain", 7))
    code = second.end()
    continued = residency(home, "run", SHORT, "--json")
    return Story(home, tuple(first.events), meanwhile, code, tuple(second.events), continued)


def _at_least(event: Event, step: str, done: int) -> bool:
    return (
        event["event"] == "progress"
        and event["step"] == step
        and isinstance(event["done"], int)
        and event["done"] >= done
    )


def _finished(events: tuple[Event, ...]) -> set[str]:
    return {str(e["step"]) for e in events if e["event"] == "end" and e["outcome"] == "done"}


def test_a_second_run_is_refused_with_the_id_of_the_first(story: Story) -> None:
    runs = Residency(Settings(story.home)).runs("short")
    assert story.meanwhile.code == 2
    assert runs[0].id in story.meanwhile.err
    assert "Traceback" not in story.meanwhile.err


def test_a_killed_run_continues_and_repeats_nothing(story: Story) -> None:
    assert story.continued.code == 0, story.continued.err[-3000:]
    before = _finished(story.killed)
    assert {"ingest.pydicom", "base", "train.align"} <= before
    assert before <= set(story.continued.steps("cached"))
    assert "train.midtrain" not in before


def test_the_killed_stage_goes_on_from_its_checkpoint(story: Story) -> None:
    application = Residency(Settings(story.home))
    plan = application.plan(application.load(SHORT))
    record = next(s.record for s in application.states(plan) if s.step.id == "train.midtrain")
    assert record is not None
    outcomes = [attempt.outcome for attempt in record.attempts]
    assert outcomes == [Outcome.LOST, Outcome.PREEMPTED, Outcome.DONE]
    of_the_next = [e for e in story.stopped if _at_least(e, "train.midtrain", 1)]
    assert min(int(str(e["done"])) for e in of_the_next) >= 4


def test_a_stopped_run_waits_for_the_checkpoint_of_its_step(story: Story) -> None:
    """Nothing is computed again, whatever `checkpointEvery` is; the exit code says: run again."""
    assert story.code == ExitCode.PREEMPTED
    # The stage after it may have been launched already, and waits for this one.
    assert "train.midtrain" in [e["step"] for e in story.stopped if e["event"] == "stopping"]
    (end,) = [e for e in story.stopped if e["event"] == "end" and e["step"] == "train.midtrain"]
    assert end["outcome"] == "stopped"
    told = re.fullmatch(r"step train.midtrain stopped at step (\d+)", str(end["message"]))
    assert told, end["message"]
    plan = (application := Residency(Settings(story.home))).plan(application.load(SHORT))
    record = next(s.record for s in application.states(plan) if s.step.id == "train.midtrain")
    assert record is not None
    assert record.notes["resumed from"] == told[1]
    assert int(told[1]) >= 7


def test_its_curve_has_every_step_once(story: Story) -> None:
    rows = _query(
        story.home,
        """select m.step from metrics m join tags t on t.run_uuid = m.run_uuid
           join tags s on s.run_uuid = m.run_uuid and s.key = 'residency.step'
           join runs r on r.run_uuid = m.run_uuid
           where t.key = 'residency.fingerprint' and m.key = 'loss'
           and s.value = 'train.midtrain' and r.status = 'FINISHED' order by m.step""",
    )
    assert [step for (step,) in rows] == list(range(1, 17))


def _query(home: Path, text: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{home}/mlflow/mlflow.db?mode=ro", uri=True) as database:
        return database.execute(text).fetchall()


def test_rows_add_up_and_no_patient_is_on_both_sides(story: Story) -> None:
    samples = _artifact(story, "ingest.pydicom", "samples")
    subjects = [
        set(
            pyarrow.dataset.dataset(samples / side, format="parquet")
            .to_table(columns=["patient"])
            .column("patient")
            .to_pylist()
        )
        for side in ("train", "heldout")
    ]
    assert all(subjects)
    assert not subjects[0] & subjects[1]


def _artifact(story: Story, step: str, name: str) -> Path:
    application = Residency(Settings(story.home))
    plan = application.plan(application.load(SHORT))
    record = next(s.record for s in application.states(plan) if s.step.id == step)
    assert record is not None
    return application.store.local_copy(record.output(name))


def test_with_nothing_changed_everything_is_cached_without_machinery(story: Story) -> None:
    again = residency(story.home, "run", SHORT, "--json", flags=("-X", "importtime"))
    assert again.code == 0
    assert again.steps("start") == []
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in again.err.splitlines()}
    assert not imported & {"torch", "ray", "mlflow", "transformers", "deepspeed"}


@pytest.fixture
def application(story: Story) -> Residency:
    return Residency(Settings(story.home))


@pytest.fixture
def endpoint(story: Story, application: Residency) -> Iterator[tuple[str, str]]:
    """The approved model, served: base URL and key."""
    approved = residency(story.home, "approve", "short", "--yes")
    assert approved.code == 0 or "has approved" in approved.err, approved.err
    port = choose_port("127.0.0.1")
    running = Running(story.home, "serve", "short", "--port", str(port))
    _await(running, "Serving short")
    yield f"http://127.0.0.1:{port}/v1", (story.home / "serve" / "api-key").read_text().strip()
    assert running.end() == 0


def _await(running: Running, words: str) -> None:
    deadline = time.monotonic() + 240
    while not any(words in line for line in list(running.lines)):
        assert running.process.poll() is None, f"ended with {running.process.returncode}"
        assert time.monotonic() < deadline, running.lines
        time.sleep(0.1)


def test_the_official_client_asks_about_a_held_out_image(
    story: Story, endpoint: tuple[str, str]
) -> None:
    url, key = endpoint
    client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
    (model,) = client.models.list().data
    row = (
        pyarrow.dataset.dataset(_artifact(story, "ingest.pydicom", "samples") / "heldout")
        .head(1)
        .to_pylist()[0]
    )
    image = base64.b64encode(row["images"][0]).decode()
    content = [
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{image}"}},
        {"type": "text", "text": "Which modality is this?"},
    ]
    whole = client.chat.completions.create(
        model=model.id, messages=[{"role": "user", "content": content}], max_tokens=6
    )
    assert model.id == "short"
    assert whole.usage.completion_tokens >= 1
    pieces = client.chat.completions.create(
        model=model.id,
        messages=[{"role": "user", "content": content}],
        max_tokens=6,
        stream=True,
    )
    text = "".join(p.choices[0].delta.content or "" for p in pieces if p.choices)
    assert text == (whole.choices[0].message.content or "")


def test_a_changed_rate_of_the_last_stage_runs_that_stage_and_what_follows(story: Story) -> None:
    rate = "curriculum.instruct.optimizer.lr=1.0e-3"
    plan = residency(story.home, "plan", SHORT, "--set", rate)
    assert "optimizer.lr: 0.0015 -> 0.001" in " ".join(plan.out.split())
    changed = residency(story.home, "run", SHORT, "--json", "--set", rate)
    assert changed.code == 0, changed.err[-3000:]
    assert sorted(changed.steps("end", outcome="done")) == sorted(LAST)
    back = residency(story.home, "run", SHORT, "--json")
    assert back.steps("start") == [], "a reverted change is cached again"


def test_a_preempted_run_ends_in_order_and_says_so(story: Story) -> None:
    longer = ("--set", "curriculum.instruct.optimizer.steps=500")
    running = Running(story.home, "run", SHORT, "--json", *longer)
    running.wait_for(lambda event: _at_least(event, "train.instruct", 1))
    assert running.end() == 75
    last = Residency(Settings(story.home)).runs("short")[-1]
    assert last.outcome == Outcome.PREEMPTED.value
    ends = [e for e in running.events if e["event"] == "end"]
    assert [(e["step"], e["outcome"]) for e in ends] == [("train.instruct", "stopped")]


def test_the_tracker_has_a_parent_and_a_child_for_each_step_with_tables(story: Story) -> None:
    names = {name for (name,) in _query(story.home, "select name from runs")}
    assert {"train.align", "evaluate.instruct.heldout", "gate.instruct"} <= names
    artifacts = {path.name for path in (story.home / "mlflow").rglob("*") if path.is_file()}
    assert any(name.startswith("predictions") for name in artifacts)


def test_nothing_identifying_is_left_in_what_was_written(story: Story) -> None:
    """Patient ids and names of the source files stand nowhere below the home."""
    secrets = ("98890234", "CompressedSamples", "JXD191021006", "CQ500-CT-310")
    found = subprocess.run(
        ["grep", "-rlaF", *(f"-e{secret}" for secret in secrets), str(story.home)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert found.stdout == ""


def test_a_stage_that_lost_its_record_is_exported_again_without_a_step(story: Story) -> None:
    """As one whose export was broken off: its last checkpoint is of its last step."""
    before = _artifact(story, "train.midtrain", "model") / "model.safetensors"
    weights = before.read_bytes()
    (record,) = (story.home / "store").glob("local/train/midtrain/*/record.json")
    record.unlink()
    again = residency(story.home, "run", SHORT, "--json")
    assert again.code == 0, again.err[-3000:]
    after = _artifact(story, "train.midtrain", "model") / "model.safetensors"
    assert after != before
    assert after.read_bytes() == weights
    assert [e for e in again.events if _at_least(e, "train.midtrain", 1)] == []
