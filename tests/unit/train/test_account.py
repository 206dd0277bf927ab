"""What killed attempts spent is not forgotten."""

import time
from pathlib import Path

import pytest

from residency.train.account import Account, Before, goodput


def test_an_attempt_knows_what_the_others_spent(tmp_path: Path) -> None:
    assert Account(tmp_path, "a").before() == Before()
    Account(tmp_path, "a").write(5, {"productive": 2.0, "launch": 1.0})
    Account(tmp_path, "b").write(7, {"productive": 3.0, "restart": 0.5})
    (tmp_path / "attempts" / "c.json").write_text("")  # as after a power cut
    before = Account(tmp_path, "a").before()
    assert (before.reached, before.seconds) == (7, {"productive": 3.0, "restart": 0.5})
    before = Account(tmp_path, "d").before()
    both = {"productive": 5.0, "launch": 1.0, "restart": 0.5}
    assert (before.reached, before.seconds) == (7, both)


def test_what_passes_after_an_attempt_that_broke_off_is_known(tmp_path: Path) -> None:
    Account(tmp_path, "a").write(5, {})
    Account(tmp_path, "b").write(5, {})
    lost = Account(tmp_path, "c").before().lost_at
    assert lost is not None
    assert lost == pytest.approx(time.time(), abs=60)
    before = Account(tmp_path, "c").before()
    assert before.silence(until=lost + 40.0) == pytest.approx(40.0)
    assert before.silence(until=lost - 1.0) == 0.0  # another node's clock
    Account(tmp_path, "b").write(6, {}, ended=True)
    assert Account(tmp_path, "c").before().silence(until=lost + 40.0) == 0.0


def test_attempts_of_a_version_before_say_nothing_of_when(tmp_path: Path) -> None:
    path = tmp_path / "attempts" / "a.json"
    path.parent.mkdir()
    path.write_text('{"reached": 3, "seconds": {"productive": 1.0}}')
    before = Account(tmp_path, "b").before()
    assert (before.reached, before.silence(until=time.time())) == (3, 0.0)


def test_goodput_counts_what_was_made_for_the_first_time() -> None:
    spent = {"productive": 90.0, "recomputed": 4.0, "checkpoint": 1.0, "restart": 5.0}
    assert goodput(spent) == 0.9
    assert goodput({}) == 0.0
