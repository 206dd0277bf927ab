"""Plain lines come at a sane rate."""

from io import StringIO

from rich.console import Console

from residency.cli.render.plain import EVERY, PlainLines
from residency.ports import Progress


class Watch:
    """A clock that tests wind."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def lines_of(out: StringIO) -> list[str]:
    return out.getvalue().splitlines()


def test_a_step_speaks_every_few_seconds_and_at_its_end() -> None:
    out, watch = StringIO(), Watch()
    console = Console(file=out, width=80, soft_wrap=True, markup=False, highlight=False)
    plain = PlainLines(console, monotonic=watch, wall=lambda: "12:03:04")
    for done in range(1, 101):
        plain.update(Progress("train.align", done, 100, {"loss": 2.0}))
        watch.now += EVERY / 10
    shown = lines_of(out)
    assert shown[0] == "12:03:04 train.align step 1/100 loss 2"
    assert len(shown) == 11
    assert shown[-1] == "12:03:04 train.align step 100/100 loss 2"
    assert "left 44s" in shown[1]


def test_two_steps_do_not_silence_each_other() -> None:
    out = StringIO()
    plain = PlainLines(
        Console(file=out, width=80, markup=False), monotonic=Watch(), wall=lambda: "t"
    )
    plain.update(Progress("pack.align", 1, 9))
    plain.update(Progress("train.base", 1, 9))
    assert len(lines_of(out)) == 2


def test_a_step_that_stops_says_what_comes_first(fake, quickstart: str) -> None:
    out = StringIO()
    plain = PlainLines(Console(file=out, width=120, markup=False), wall=lambda: "t")
    plain.on_stopping(fake.plan(fake.load(quickstart, ())).step("train.align"))
    assert lines_of(out) == [
        "t train.align stopping: a step and a checkpoint first (Ctrl-C again: at once)"
    ]


def test_what_has_no_end_in_sight_has_no_position() -> None:
    out = StringIO()
    plain = PlainLines(
        Console(file=out, width=80, markup=False), monotonic=Watch(), wall=lambda: "t"
    )
    plain.update(Progress("ingest.images", 3, 0, message="reading [1] of /data"))
    assert lines_of(out) == ["t ingest.images reading [1] of /data"]
