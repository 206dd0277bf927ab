"""What killed attempts spent is not forgotten."""

from pathlib import Path

from residency.train.account import Account, Before, goodput


def test_an_attempt_knows_what_the_others_spent(tmp_path: Path) -> None:
    assert Account(tmp_path, "a").before() == Before()
    Account(tmp_path, "a").write(5, {"productive": 2.0, "launch": 1.0})
    Account(tmp_path, "b").write(7, {"productive": 3.0, "restart": 0.5})
    (tmp_path / "attempts" / "c.json").write_text("")  # as after a power cut
    assert Account(tmp_path, "a").before() == Before(7, {"productive": 3.0, "restart": 0.5})
    both = {"productive": 5.0, "launch": 1.0, "restart": 0.5}
    assert Account(tmp_path, "d").before() == Before(7, both)


def test_goodput_counts_what_was_made_for_the_first_time() -> None:
    spent = {"productive": 90.0, "recomputed": 4.0, "checkpoint": 1.0, "restart": 5.0}
    assert goodput(spent) == 0.9
    assert goodput({}) == 0.0
