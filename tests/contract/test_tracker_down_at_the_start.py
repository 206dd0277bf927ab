"""A server that is down when a run begins: an outage where it worked before, else a mistake."""

import logging
from pathlib import Path

import pytest

from residency.errors import EnvironmentProblem, TrackerDown
from residency.plan.work import Plan, Step
from residency.ports import Point
from residency.wiring.residency import Residency
from residency.wiring.settings import Settings
from residency.wiring.tracking import Tracking
from tests.contract.test_tracking_address import MLFLOW, server
from tests.tiny import tiny_work

STEP = Step(id="train.align", work=tiny_work(), fingerprint="f" * 64)
PLAN = Plan(pipeline="p", tenant="t", seed=0, source="my.yaml", steps=(STEP,))


def begin(home: Path, uri: str) -> Tracking:
    tracking = Tracking(Residency(Settings(home, tracking=uri)), PLAN, "run-1")
    try:
        tracking.check()
    except EnvironmentProblem:
        tracking.finish(None)
        raise
    return tracking


@pytest.fixture
def known(tmp_path: Path) -> str:
    """An address at which a server has answered this home, and none does now."""
    with server(MLFLOW) as uri:
        begin(tmp_path, uri).finish(None)
    return uri


def test_a_server_that_worked_before_is_waited_for(
    tmp_path: Path, known: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        tracking = begin(tmp_path, known)
    assert "It has worked before, so the run goes on" in caplog.text
    assert "residency sync" in caplog.text
    run = tracking.step(PLAN, STEP)
    run.points([Point("loss", 1, 2.0, 1e9)])
    run.finish("done")
    tracking.finish(None)
    # Two begin, the overrides, a curve, two end.
    assert Residency(Settings(tmp_path)).waiting.calls == 6


def test_a_job_of_several_steps_begins_once(tmp_path: Path) -> None:
    with server(MLFLOW) as uri:
        tracking = begin(tmp_path, uri)
        tracking.check()
        tracking.finish(None)


def test_an_address_that_never_worked_is_refused(tmp_path: Path, known: str) -> None:
    with pytest.raises(TrackerDown, match="cannot track runs at"):
        begin(tmp_path / "another-home", known)
    with pytest.raises(TrackerDown):
        begin(tmp_path, "http://127.0.0.1:9")  # nor one beside it


@pytest.mark.parametrize("status", [500, 503])
def test_one_that_fails_is_down_and_one_that_refuses_us_is_not(
    tmp_path: Path, status: int
) -> None:
    answers = dict(MLFLOW)
    with server(answers) as uri:
        begin(tmp_path, uri).finish(None)
        answers["/health"] = (status, b"oh")
        begin(tmp_path, uri).finish(None)
        for wrong in (401, 403, 404):
            answers["/health"] = (wrong, b"no")
            with pytest.raises(EnvironmentProblem) as caught:
                begin(tmp_path, uri)
            assert not isinstance(caught.value, TrackerDown)


@pytest.mark.parametrize("uri", ["http://no-such-host.invalid:5000", "ftp://example.test"])
def test_what_can_be_no_address_is_never_taken_for_an_outage(tmp_path: Path, uri: str) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        begin(tmp_path, uri)
    assert not isinstance(caught.value, TrackerDown)


def test_the_store_does_not_hold_the_address(tmp_path: Path, known: str) -> None:
    """It may have a password in it."""
    text = (tmp_path / "store" / "t" / "tracking" / "server.json").read_text()
    assert known.rpartition("/")[2] not in text
