"""status, evaluate, approve, serve and step, over what a run left."""

import os
import signal
import threading

import pytest

from residency.cli.serving import serve_until_interrupted
from residency.cli.shell import Shell
from residency.errors import StepFailed
from tests.unit.cli.conftest import text_console


@pytest.fixture
def done(cli, quickstart: str) -> None:
    cli("run", quickstart)


@pytest.mark.usefixtures("done")
class TestAfterARun:
    """What the commands say of a finished run."""

    def test_status_shows_runs_steps_models_and_approvals(self, cli) -> None:
        cli("approve", "quickstart", "--yes", "--as", "grace")
        result = cli("status", "quickstart")
        for words in ("run-1", "ada", "train.instruct", "staging", "grace"):
            assert words in result.out
        assert max(map(len, result.out.splitlines())) <= 80

    def test_status_of_all_leaves_the_steps_out(self, cli) -> None:
        result = cli("status")
        assert "run-1" in result.out
        assert "train.instruct" not in result.out

    def test_status_json(self, cli) -> None:
        objects = cli("status", "quickstart", "--json").objects
        assert objects[0]["outcome"] == "done"
        assert {"pipeline": "quickstart", "step": "register", "state": "done", "attempts": 1} in (
            objects
        )
        assert objects[-1]["version"] == "1"

    def test_evaluate_shows_the_interval_and_what_it_rests_on(self, cli, quickstart: str) -> None:
        result = cli("evaluate", quickstart)
        assert "0.700-0.890" in result.out
        assert "64 held-out questions" in result.out
        assert "modality=CT" not in result.out

    def test_one_stage_is_shown_with_its_subgroups(self, cli, quickstart: str) -> None:
        result = cli("evaluate", quickstart, "--stage", "align")
        assert "modality=CT" in result.out
        assert "midtrain" not in result.out

    def test_evaluate_json_is_the_reports(self, cli, quickstart: str) -> None:
        objects = cli("evaluate", quickstart, "--json").objects
        assert [one["stage"] for one in objects] == ["base", "align", "midtrain", "instruct"]

    def test_approving_shows_digest_scores_and_gate(self, cli, fake) -> None:
        result = cli("approve", "quickstart", "--yes")
        assert result.code == 0
        for words in ("d" * 64, "0.812 [0.700, 0.890] n=64", "Gate after instruct: passed", "ada"):
            assert words in result.out
        assert fake.models["quickstart"][0].aliases == ("staging",)

    @pytest.mark.parametrize(("answer", "approved"), [(True, ["staging"]), (False, [])])
    def test_a_person_is_asked(self, cli, fake, answer: bool, approved: list[str]) -> None:
        result = cli("approve", "quickstart", answer=answer)
        assert result.code == (0 if answer else 2)
        assert list(fake.models["quickstart"][0].aliases) == approved

    def test_where_nobody_can_answer_nothing_is_approved(self, cli, fake) -> None:
        result = cli("approve", "quickstart")
        assert result.code == 2
        assert "--yes" in result.err
        assert fake.words == {}

    def test_an_unknown_version_is_told_what_there_is(self, cli) -> None:
        result = cli("approve", "quickstart", "--version", "9", "--yes")
        assert result.code == 2
        assert "Versions: 1." in result.err


def test_an_unknown_model_is_a_mistake(cli) -> None:
    result = cli("approve", "nothing", "--yes")
    assert result.code == 2
    assert "neither a model nor a pipeline" in " ".join(result.err.split())


def test_an_unknown_stage_is_told_what_there_is(cli, quickstart: str) -> None:
    result = cli("evaluate", quickstart, "--stage", "algin")
    assert result.code == 2
    assert "base, align, midtrain, instruct" in " ".join(result.err.split())


def test_what_was_not_evaluated_is_named(cli, quickstart: str) -> None:
    result = cli("evaluate", quickstart)
    assert result.code == 0
    assert "not evaluated yet" in result.err


def test_status_of_nothing_says_how_to_start(cli) -> None:
    assert "residency demo" in cli("status").out
    assert cli("status", "none").code == 2


def test_status_names_the_last_word_of_a_failed_step(cli, fake, quickstart: str) -> None:
    fake.failing = {"train.align": StepFailed("no loss")}
    cli("run", quickstart)
    shown = cli("status", "quickstart").out
    assert "failed" in shown
    assert "no loss" in shown
    assert "log.txt" in "".join(line.split()[-1] for line in shown.splitlines() if line.split())


def test_step_hands_over_to_the_machine_entry(cli, fake) -> None:
    assert cli("step", "local/plans/x.json", "gate.instruct", "register").code == 0
    assert fake.executed == [("local/plans/x.json", ("gate.instruct", "register"))]


def test_serving_ends_in_order_on_a_signal(fake) -> None:
    shell = Shell(text_console(), text_console(), lambda: fake)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
    try:
        serve_until_interrupted(shell, None, "127.0.0.1", 8000)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert fake.serving == ["up", "down"]
    shown = shell.out.file.getvalue()  # type: ignore[attr-defined]
    assert "http://127.0.0.1:8000/v1/chat/completions" in shown
    assert "Authorization: Bearer $(cat " in shown
