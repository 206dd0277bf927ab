"""Tracking as a run of the product composes it: journal, mirror, an embedded MLflow."""

import sqlite3
from pathlib import Path

from residency.adapters.mlflow.connection import Connection
from residency.plan.work import Plan, Step
from residency.ports import Point
from residency.wiring.residency import Residency
from residency.wiring.settings import Settings
from residency.wiring.tracking import Tracking
from tests.tiny import tiny_work


def begun(residency: Residency) -> tuple[Tracking, Plan, Step]:
    work = tiny_work()
    step = Step(id="train.align", work=work, fingerprint="f" * 64)
    plan = Plan(pipeline="p", tenant="t", seed=0, source="my.yaml", steps=(step,))
    tracking = Tracking(residency, plan, "run-1")
    tracking.check()
    return tracking, plan, step


def statuses(residency: Residency) -> dict[str, str]:
    with Connection(residency.tracking).client() as client:
        experiment = client.get_experiment_by_name("p")
        assert experiment is not None
        runs = client.search_runs([experiment.experiment_id])
    assert {run.data.tags["mlflow.source.name"] for run in runs} == {"my.yaml"}
    return {run.info.run_name: run.info.status for run in runs}


def test_a_run_is_in_mlflow_when_it_ends_and_nothing_waits(tmp_path: Path) -> None:
    residency = Residency(Settings(tmp_path))
    tracking, plan, step = begun(residency)
    run = tracking.step(plan, step)
    run.points([Point("loss", 1, 2.0, 1e9)])
    ids = run.ids
    assert ids is not None  # as the record of the step has them
    assert ids.parent_id is not None
    run.finish("done")
    tracking.finish(None)
    assert statuses(residency) == {"run-1": "FINISHED", "train.align": "FINISHED"}
    assert residency.waiting.calls == 0
    assert list((tmp_path / "tracking").iterdir()) == []


def test_what_an_outage_left_comes_with_sync(tmp_path: Path) -> None:
    residency = Residency(Settings(tmp_path))
    database = residency.tracking.database
    assert database is not None
    tracking, plan, step = begun(residency)
    rename(database, "experiments", "experiments_away")
    run = tracking.step(plan, step)
    run.finish("done")
    assert run.ids is None  # the step is done all the same
    tracking.finish(None)
    tracking._mirror.join(20)
    assert residency.waiting.calls > 0
    rename(database, "experiments_away", "experiments")
    assert residency.sync().calls == 0
    assert statuses(residency) == {"run-1": "FINISHED", "train.align": "FINISHED"}


def rename(database: Path, old: str, new: str) -> None:
    connection = sqlite3.connect(database, timeout=10)
    with connection:
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
    connection.close()


def test_a_run_that_somebody_deletes_while_it_goes_is_made_again(tmp_path: Path) -> None:
    residency = Residency(Settings(tmp_path))
    tracking, plan, step = begun(residency)
    run = tracking.step(plan, step)
    ids = run.ids
    assert ids is not None
    with Connection(residency.tracking).client() as client:
        client.delete_run(ids.run_id)
    run.points([Point("loss", 1, 2.0, 1e9)])
    run.finish("done")
    tracking.finish(None)
    residency.sync()
    assert statuses(residency) == {"run-1": "FINISHED", "train.align": "FINISHED"}
    assert (residency.waiting.calls, residency.waiting.refused) == (0, 0)
