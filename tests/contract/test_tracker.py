"""The Tracker port: one suite on the fake and on MLflow with SQLite, and what only MLflow does."""

import json
import sqlite3
import struct
import time
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from residency.adapters.journal.journal import Journal, JournalRun
from residency.adapters.journal.place import new_place, places
from residency.adapters.journal.replay import Replay
from residency.adapters.local.tracker import MemoryRun, MemoryTracker
from residency.adapters.mlflow.address import Address, embedded
from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.tracker import MlflowTracker
from residency.errors import EnvironmentProblem, TrackerAway, TrackerRefused
from residency.plan.record import Submitter, TrackedRun
from residency.ports import Curve, DataInput, Point, Table, TrackedStep, Tracker


@dataclass(frozen=True)
class Seen:
    """What a tracker holds of one run."""

    name: str
    params: Mapping[str, str]
    tags: Mapping[str, str]
    points: Mapping[tuple[str, int], float]
    inputs: frozenset[tuple[str, str]]  # name@version, role
    ended: bool
    children: int


class Bench(Protocol):
    """A tracker, and a way to look inside."""

    def tracker(self) -> Tracker:
        """One as a new process would have it, on the same runs."""

    def see(self, run: TrackedStep) -> Seen: ...


class MemoryBench:
    def __init__(self) -> None:
        self._tracker = MemoryTracker()

    def tracker(self) -> Tracker:
        return self._tracker

    def see(self, run: TrackedStep) -> Seen:
        assert isinstance(run, MemoryRun)
        return Seen(
            name=run.name,
            params=run.logged_params,
            tags=run.logged_tags,
            points={key: point.value for key, point in run.logged_points.items()},
            inputs=frozenset(
                (f"{one.name}@{one.version}", one.role) for one in run.logged_inputs.values()
            ),
            ended=run.outcome != "running",
            children=sum(1 for one in self._tracker.runs.values() if one.parent is run),
        )


class MlflowBench:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def tracker(self) -> Tracker:
        return MlflowTracker(self.connection, Submitter(name="dr.lee", source="test"), "p.yaml")

    def see(self, run: TrackedStep) -> Seen:
        assert run.ids is not None
        with self.connection.client() as client:
            found = client.get_run(run.ids.run_id)
            points = [
                (metric.key, metric.step, metric.value)
                for name in found.data.metrics
                for metric in client.get_metric_history(run.ids.run_id, name)
            ]
            children = client.search_runs(
                [found.info.experiment_id],
                filter_string=f"tags.`mlflow.parentRunId` = '{run.ids.run_id}'",
            )
        assert len({(name, step) for name, step, _ in points}) == len(points), "a point twice"
        return Seen(
            name=found.info.run_name,
            params=found.data.params,
            tags=found.data.tags,
            points={(name, step): value for name, step, value in points},
            inputs=frozenset(
                (one.dataset.name, tag.value)
                for one in found.inputs.dataset_inputs
                for tag in one.tags
            ),
            ended=found.info.status != "RUNNING",
            children=len(children),
        )


class JournalBench(MemoryBench):
    """The journal that steps are given, over the fake; each look replays it."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

    def tracker(self) -> Tracker:
        return Journal(new_place(self.root), lambda: None, self.ids_of)

    def ids_of(self, key: str) -> TrackedRun | None:
        for place in places(self.root):
            Replay(place, self._tracker).drain()
        return self.run_of(key).ids

    def run_of(self, key: str) -> MemoryRun:
        return next(
            run for name, run in self._tracker.runs.items() if name == key or run.name == key
        )

    def see(self, run: TrackedStep) -> Seen:
        assert isinstance(run, JournalRun)
        self.ids_of(run.key)
        return super().see(self.run_of(run.key))


@pytest.fixture(params=["memory", "journal", "mlflow"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param == "memory":
        return MemoryBench()
    if request.param == "journal":
        return JournalBench(tmp_path / "tracking")
    return MlflowBench(request.getfixturevalue("mlflow_connection"))


@pytest.fixture
def mlflow_bench(mlflow_connection: Connection) -> MlflowBench:
    return MlflowBench(mlflow_connection)


@pytest.fixture
def pipeline(request: pytest.FixtureRequest) -> str:
    """A name that no other test uses."""
    return request.node.name.replace("[", "-").replace("]", "")


def started(bench: Bench, pipeline: str, tracker: Tracker | None = None) -> TrackedStep:
    tracker = tracker or bench.tracker()
    parent = tracker.pipeline(pipeline, "run-1", {"residency.tenant": "local"})
    return tracker.step(parent, "train.align", f"{pipeline}/key", {"residency.kind": "train"})


def points(*steps: int, name: str = "loss", at: float = 1_700_000_000.0) -> list[Point]:
    return [Point(name=name, step=step, value=1.0 / (step + 1), time=at + step) for step in steps]


def test_a_parent_run_a_pipeline_and_a_child_run_a_step(bench: Bench, pipeline: str) -> None:
    tracker = bench.tracker()
    parent = tracker.pipeline(pipeline, "run-1", {"residency.tenant": "local"})
    child = tracker.step(parent, "train.align", f"{pipeline}/a", {"residency.kind": "train"})
    tracker.step(parent, "train.instruct", f"{pipeline}/b", {})
    assert child.ids is not None
    assert parent.ids is not None
    assert (child.ids.parent_id, parent.ids.parent_id) == (parent.ids.run_id, None)
    assert (bench.see(parent).name, bench.see(parent).children) == ("run-1", 2)
    assert bench.see(child).name == "train.align"
    assert bench.see(child).tags["residency.kind"] == "train"


def test_the_same_key_finds_the_run_again(bench: Bench, pipeline: str) -> None:
    first = started(bench, pipeline)
    first.finish("failed")
    again = started(bench, pipeline)
    assert again.ids == first.ids
    assert not bench.see(again).ended
    again.finish("done")
    assert bench.see(again).ended


def test_params_and_tags(bench: Bench, pipeline: str) -> None:
    run = started(bench, pipeline)
    run.params({"optimizer.lr": "0.001", "workers": "2"})
    run.params({"optimizer.lr": "0.001"})
    run.tags({"gate": "pending"})
    run.tags({"gate": "passed"})
    assert bench.see(run).params == {"optimizer.lr": "0.001", "workers": "2"}
    assert bench.see(run).tags["gate"] == "passed"


def test_another_attempts_value_does_not_replace_a_parameter(bench: Bench, pipeline: str) -> None:
    started(bench, pipeline).params({"workers": "2"})
    run = started(bench, pipeline)
    run.params({"workers": "4"})
    assert bench.see(run).params == {"workers": "2"}


def test_points_come_in_pieces_and_each_counts_once(bench: Bench, pipeline: str) -> None:
    run = started(bench, pipeline)
    run.points(points(0, 1, 2))
    run.points(points(2, 3))
    run.points(points(0, 1, 2, 3, at=1_800_000_000.0))  # computed again after a resume
    assert bench.see(run).points == {("loss", step): 1.0 / (step + 1) for step in range(4)}


def test_a_replay_by_another_process_adds_nothing(bench: Bench, pipeline: str) -> None:
    started(bench, pipeline).points(points(0, 1, 2))
    run = started(bench, pipeline)
    run.points(points(0, 1, 2, 3, at=1_800_000_000.0))
    run.points(points(0, 1, name="lr"))
    assert len(bench.see(run).points) == 6


def test_more_points_than_a_request_takes(bench: Bench, pipeline: str) -> None:
    run = started(bench, pipeline)
    run.points(points(*range(2500)))
    assert len(bench.see(run).points) == 2500


def test_odd_values_are_points_too(bench: Bench, pipeline: str) -> None:
    run = started(bench, pipeline)
    run.points([Point("loss", 0, float("nan"), 1.0), Point("loss", 1, float("inf"), 2.0)])
    assert len(bench.see(run).points) == 2


def test_data_inputs_have_a_role(bench: Bench, pipeline: str) -> None:
    run = started(bench, pipeline)
    used = DataInput(name="dicom", version="1", sha256="ab" * 32, role="training", rows=120)
    run.inputs([used])
    run.inputs([used])
    assert bench.see(run).inputs == {("dicom@1", "training")}


def test_several_steps_log_at_once(bench: Bench, pipeline: str) -> None:
    tracker = bench.tracker()
    parent = tracker.pipeline(pipeline, "run-1", {})

    def work(number: int) -> TrackedStep:
        run = tracker.step(parent, f"train.s{number}", f"{pipeline}/{number}", {})
        for step in range(5):
            run.points(points(step))
            run.tags({f"at{step}": "x"})
        run.finish("done")
        return run

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(work, range(4)))
    assert [len(bench.see(run).points) for run in runs] == [5] * 4
    assert bench.see(parent).children == 4


def test_a_run_of_another_tracker_is_no_parent(bench: Bench) -> None:
    with pytest.raises(TypeError, match="is not a run of this tracker"):
        bench.tracker().step(object(), "s", "k", {})  # type: ignore[arg-type]


# --- what only MLflow does -----------------------------------------------------------------


def artifacts(bench: MlflowBench, run: TrackedStep) -> Path:
    assert run.ids is not None
    with bench.connection.client() as client:
        return Path(client.get_run(run.ids.run_id).info.artifact_uri)


def test_runs_show_who_and_from_what_and_nothing_of_the_shell(
    mlflow_bench: MlflowBench, pipeline: str
) -> None:
    run = started(mlflow_bench, pipeline)
    tags = mlflow_bench.see(run).tags
    assert (tags["mlflow.user"], tags["mlflow.source.name"]) == ("dr.lee", "p.yaml")
    assert not [name for name in tags if "git" in name]


def test_a_changed_parameter_is_kept_beside_the_first(
    mlflow_bench: MlflowBench, pipeline: str
) -> None:
    run = started(mlflow_bench, pipeline)
    run.params({"workers": "2"})
    run.params({"workers": "4"})
    assert mlflow_bench.see(run).tags["residency.changed.workers"] == "4"


def test_names_that_mlflow_refuses_are_made_valid(
    mlflow_bench: MlflowBench, pipeline: str
) -> None:
    run = started(mlflow_bench, pipeline)
    run.params({"curriculum[align].lr": "1", "long": "x" * 9000})
    run.points([Point("exact match (closed)", 0, 0.5, 1.0)])
    seen = mlflow_bench.see(run)
    assert seen.params["curriculum.align..lr"] == "1"
    assert len(seen.params["long"]) == 6000
    assert ("exact match .closed.", 0) in seen.points


def test_a_table_with_pictures_is_as_the_artifact_view_reads_it(
    mlflow_bench: MlflowBench, pipeline: str
) -> None:
    run = started(mlflow_bench, pipeline)
    table = Table(
        name="predictions",
        columns=("image", "question", "answer", "score"),
        rows=((None, "<b>text</b> only?", "yes", 1.0), (png(7), "modality?", "CT", float("nan"))),
    )
    run.table(table)
    run.table(table)  # a step that ran again replaces its table
    folder = artifacts(mlflow_bench, run)
    entry = {"path": "predictions.json", "type": "table"}
    assert json.loads(mlflow_bench.see(run).tags["mlflow.loggedArtifacts"]) == [entry]
    content = json.loads((folder / "predictions.json").read_text())
    assert content["columns"] == ["image", "question", "answer", "score"]
    assert len(content["data"]) == 2
    cells = [row[0] for row in content["data"]]
    assert {cell["type"] for cell in cells} == {"image"}  # also where the row has no picture
    assert (folder / cells[1]["filepath"]).read_bytes() == png(7)
    assert (folder / cells[1]["compressed_filepath"]).is_file()
    assert (folder / cells[0]["filepath"]).read_bytes().startswith(b"\x89PNG")
    page = (folder / "predictions.html").read_text()
    assert "&lt;b&gt;text&lt;/b&gt; only?" in page
    assert page.count("<img ") == 1
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_mlflow_reads_the_table(
    mlflow_bench: MlflowBench, pipeline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its load_table asks the address of the process, whatever the client's own.
    monkeypatch.setenv("MLFLOW_TRACKING_URI", mlflow_bench.connection.address.uri)
    run = started(mlflow_bench, pipeline)
    run.table(Table("gate", ("rule", "measured"), (("exact match >= 0.5", 0.61),)))
    assert run.ids is not None
    with mlflow_bench.connection.client() as client:
        experiment = client.get_run(run.ids.run_id).info.experiment_id
        frame = client.load_table(experiment, "gate.json", run_ids=[run.ids.run_id])
    assert frame.to_dict("records") == [{"rule": "exact match >= 0.5", "measured": 0.61}]


def test_curves_become_a_picture(mlflow_bench: MlflowBench, pipeline: str) -> None:
    run = started(mlflow_bench, pipeline)
    steps = tuple(float(step) for step in range(100))
    loss = Curve("loss", steps, tuple(1 / (1 + step) for step in steps))
    run.curves(
        "Learning curve", [loss, Curve("held out", (0.0, 99.0), (1.1, 0.2))], x="step", y="loss"
    )
    picture = (artifacts(mlflow_bench, run) / "plots" / "Learning-curve.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (960, 540)


def test_files_are_copied(mlflow_bench: MlflowBench, pipeline: str, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    run = started(mlflow_bench, pipeline)
    run.file(tmp_path / "report.json", "evaluation")
    assert (artifacts(mlflow_bench, run) / "evaluation" / "report.json").read_text() == "{}"


def test_an_outage_is_said_and_the_call_repeated_does_it(
    mlflow_bench: MlflowBench, pipeline: str
) -> None:
    run = started(mlflow_bench, pipeline)
    database = mlflow_bench.connection.address.database
    assert database is not None
    run.points(points(0))
    execute(database, "ALTER TABLE metrics RENAME TO metrics_away")
    try:
        with pytest.raises(TrackerAway, match="no such table: metrics"):
            run.points(points(1, 2))
    finally:
        execute(database, "ALTER TABLE metrics_away RENAME TO metrics")
    run.points(points(1, 2))
    assert set(mlflow_bench.see(run).points) == {("loss", 0), ("loss", 1), ("loss", 2)}


def test_a_call_that_never_can_be_done_is_told_apart(
    mlflow_bench: MlflowBench, pipeline: str, tmp_path: Path
) -> None:
    run = started(mlflow_bench, pipeline)
    with pytest.raises(TrackerRefused):
        run.file(tmp_path / "absent.json")
    run.points(points(0))
    assert len(mlflow_bench.see(run).points) == 1


def test_a_run_has_the_times_of_what_it_tracks(mlflow_bench: MlflowBench, pipeline: str) -> None:
    parent = mlflow_bench.tracker().pipeline(pipeline, "run-1", {}, at=1_700_000_000.0)
    parent.finish("done", at=1_700_000_060.5)
    assert parent.ids is not None
    with mlflow_bench.connection.client() as client:
        info = client.get_run(parent.ids.run_id).info
    assert (info.start_time, info.end_time) == (1_700_000_000_000, 1_700_000_060_500)


def test_of_two_runs_of_one_key_one_is_left(mlflow_bench: MlflowBench, pipeline: str) -> None:
    """A request that was thought lost may be carried out after its repetition."""
    run = mlflow_bench.tracker().pipeline(pipeline, "run-1", {}, at=1_700_000_000.0)
    assert run.ids is not None
    with mlflow_bench.connection.client() as client:
        info = client.get_run(run.ids.run_id).info
        client.create_run(info.experiment_id, tags={"residency.key": "run-1"})
        run.finish("done")
        assert len(client.search_runs([info.experiment_id])) == 1
    again = mlflow_bench.tracker().pipeline(pipeline, "run-1", {})
    assert again.ids == run.ids


@pytest.mark.parametrize("uri", ["http://127.0.0.1:9", "ftp://example.test", "mlflow.db"])
def test_a_wrong_address_is_found_at_the_start(uri: str) -> None:
    tracker = MlflowTracker(
        Connection(Address(uri)), Submitter(name="dr.lee", source="test"), "p.yaml"
    )
    start = time.monotonic()
    with pytest.raises(EnvironmentProblem) as caught:
        tracker.check()
    assert time.monotonic() - start < 10
    assert uri in caught.value.message
    assert "address" in caught.value.remedy


def test_a_broken_database_is_found_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_bytes(b"not a database, but some text" * 100)
    with pytest.raises(EnvironmentProblem, match=r"cannot track runs at sqlite:///.*mlflow\.db: "):
        Connection(embedded(tmp_path)).check()


def test_a_fake_with_a_problem_says_so() -> None:
    with pytest.raises(EnvironmentProblem, match="no such server"):
        MemoryTracker(problem="no such server").check()


def test_telemetry_is_off(mlflow_connection: Connection) -> None:
    from mlflow.telemetry import get_telemetry_client

    assert get_telemetry_client() is None


def execute(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database, timeout=10)
    with connection:
        connection.execute(statement)
    connection.close()


def png(shade: int) -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, shade]))
    parts = (b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
