"""Tracking on a real MLflow server that is down, killed, slow to answer, or loses its answers.

R5 of the reliability figures: no point is lost in an outage, and each is there exactly once.
"""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from residency.adapters.journal.journal import Journal
from residency.adapters.journal.mirror import Backlog, Mirror, Pace, sync
from residency.adapters.journal.place import new_place
from residency.adapters.journal.waiting import Waiting, waiting
from residency.adapters.mlflow.address import Address
from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.tracker import MlflowTracker
from residency.errors import TrackerAway
from residency.plan.record import Submitter
from residency.ports import Curve, Point, Table
from residency.train.metrics import MetricsFollower, MetricsWriter
from tests.faulty_proxy import Faults, faulty_proxy
from tests.mlflow_server import MlflowServer

pytestmark = pytest.mark.timeout(600)
NAMES = ("loss", "lr", "grad_norm")
QUICK = Pace(look=0.05, first=0.1, most=0.5)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MlflowServer]:
    with MlflowServer(tmp_path_factory.mktemp("server")) as started:
        yield started


def tracker(uri: str) -> MlflowTracker:
    return MlflowTracker(Connection(Address(uri)), Submitter(name="dr.lee", source="test"), "p")


def train(journal: Journal, folder: Path, pipeline: str, steps: int) -> float:
    """A stage, as the driver and its worker see it; the seconds that tracking took of it."""
    parent = journal.pipeline(pipeline, f"{pipeline}-run", {"residency.run": "1"}, at=1e9)
    run = journal.step(parent, "train.align", f"{pipeline}/train", {}, at=1e9)
    run.params({"lr": "0.1"})
    writer, follower = (
        MetricsWriter(folder / "metrics.jsonl"),
        MetricsFollower(folder / "metrics.jsonl"),
    )
    spent = 0.0
    for step in range(1, steps + 1):
        start = time.perf_counter()
        writer.write(step, {name: 1.0 / step for name in NAMES})
        run.points(list(follower.new()))
        spent += time.perf_counter() - start
    run.table(Table("report", ("a", "b"), ((1, 2.0), ("x", None))))
    run.curves("loss", [Curve("loss", (1.0, 2.0), (3.0, 4.0))], x="step", y="loss")
    (folder / "card.json").write_text("{}")
    run.file(folder / "card.json")
    run.finish("done", at=1e9 + 60)
    parent.finish("done", at=1e9 + 61)
    return spent


def written(root: Path, folder: Path, pipeline: str, steps: int) -> None:
    journal = Journal(new_place(root), lambda: None, lambda _: None)
    train(journal, folder, pipeline, steps)
    journal.close()


def check(server: MlflowServer, pipeline: str, steps: int, folder: Path) -> None:
    """Ask the server: every run, point, parameter and artifact, each once."""
    expected = list(MetricsFollower(folder / "metrics.jsonl").new())
    with Connection(Address(server.uri)).client() as client:
        experiment = client.get_experiment_by_name(pipeline)
        assert experiment is not None
        runs = client.search_runs([experiment.experiment_id])
        assert sorted(run.info.run_name for run in runs) == sorted(
            ["train.align", f"{pipeline}-run"]
        )
        assert {run.info.status for run in runs} == {"FINISHED"}
        child = next(run for run in runs if run.info.run_name == "train.align")
        assert (child.info.start_time, child.info.end_time) == (10**12, 10**12 + 60_000)
        assert child.data.params == {"lr": "0.1"}
        there: Counter[tuple[str, int, int]] = Counter()
        for name in NAMES:
            for metric in client.get_metric_history(child.info.run_id, name):
                there[metric.key, metric.step, metric.timestamp] += 1
        names = {artifact.path for artifact in client.list_artifacts(child.info.run_id)}
    assert len(expected) == steps * len(NAMES)
    assert there == Counter((p.name, p.step, int(p.time * 1000)) for p in expected)
    assert {"report.json", "report.html", "plots", "card.json"} <= names


def test_a_server_that_is_down_for_the_whole_run_costs_nothing(
    server: MlflowServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The address worked at the start. 1,800 steps, as many as a step a second in 30 minutes."""
    steps, root = 1800, tmp_path / "tracking"
    target = tracker(server.uri)
    target.check()
    server.stop()
    place = new_place(root)
    mirror = Mirror(place, root, target, QUICK)
    journal = Journal(place, target.check, mirror.ids_of)
    mirror.start()
    spent = train(journal, tmp_path, "down", steps)
    start = time.monotonic()
    mirror.close()
    journal.close()
    assert time.monotonic() - start < 15
    assert spent / steps < 0.01  # seconds a step, on a busy machine; 0.0003 on a quiet one
    assert caplog.text.count("tracking failed, the work goes on") == 1
    assert waiting(root).calls > steps
    mirror.join(15)
    server.start()
    sync(root, target)
    check(server, "down", steps, tmp_path)
    assert waiting(root) == Waiting()


def test_lost_answers_and_busy_servers_add_nothing_twice(
    server: MlflowServer, tmp_path: Path
) -> None:
    """Every third request answers 503, half of these after they were carried out."""
    root = tmp_path / "tracking"
    written(root, tmp_path, "faulty", 300)
    faults = Faults(share=0.34)
    with faulty_proxy(server.uri, faults) as uri:
        backlog, failed = Backlog(root, tracker(uri)), 0
        while waiting(root):
            try:
                backlog.replay()
            except TrackerAway:
                failed += 1
    assert failed > 0
    assert faults.answers["lost"] > 0
    check(server, "faulty", 300, tmp_path)


def replay_and_die(uri: str, root: str, at: int, after: bool) -> None:
    """Replay; die before or after the `at`-th request is made."""
    import requests

    from residency.adapters.journal.mirror import sync as replay

    made, send = 0, requests.Session.send

    def counted(self: requests.Session, *args: object, **kwargs: object) -> object:
        nonlocal made
        made += 1
        if made == at and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = send(self, *args, **kwargs)  # type: ignore[arg-type]
        if made == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    requests.Session.send = counted  # type: ignore[assignment, method-assign]
    replay(Path(root), tracker(uri))


def test_a_replayer_that_is_killed_at_any_request_is_followed_by_one_that_completes(
    server: MlflowServer, tmp_path: Path
) -> None:
    """SIGKILL before a request, and after it was carried out and before that is noted."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["mlflow.tracking", "requests", __name__])
    root = tmp_path / "tracking"
    written(root, tmp_path, "killed", 700)
    killed = 0
    for at in range(1, 40):
        arguments = (server.uri, str(root), at % 9 + 1, at % 2 == 0)
        process = context.Process(target=replay_and_die, args=arguments)
        process.start()
        process.join(120)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        killed += 1
    assert killed >= 8
    sync(root, tracker(server.uri))
    check(server, "killed", 700, tmp_path)


def test_an_outage_in_the_middle_of_a_run_is_caught_up(
    server: MlflowServer, tmp_path: Path
) -> None:
    root, faults = tmp_path / "tracking", Faults(share=0.0)
    with faulty_proxy(server.uri, faults) as uri:
        target, place = tracker(uri), new_place(root)
        mirror = Mirror(place, root, target, QUICK)
        journal = Journal(place, target.check, mirror.ids_of)
        mirror.start()
        parent = journal.pipeline("middle", "r", {})
        run = journal.step(parent, "s", "middle/s", {})
        assert run.ids is not None
        for step in range(1, 301):
            faults.broken = 100 <= step < 200
            run.points([Point("loss", step, 1.0, 1e9 + step)])
            time.sleep(0.005)
        run.finish("done")
        parent.finish("done")
        mirror.close()
    assert waiting(root) == Waiting()
    with Connection(Address(server.uri)).client() as client:
        history = client.get_metric_history(run.ids.run_id, "loss")
    assert sorted(metric.step for metric in history) == list(range(1, 301))
