"""The figures of a stage beside what its paper says."""

from io import StringIO

import pytest
from rich.console import Console

from residency.cli.render.budget import Priced, budget_tables
from residency.plan.budget import StagePlan
from residency.spec.training import Published
from tests.tiny import tiny_work
from tests.unit.plan.shapes import medgpt_20b


def priced(gpu: str, hours: float = 8.0) -> Priced:
    told = Published(samples=10**6, hours=hours, gpus=8, gpu="b200").model_copy(
        update={"gpu": gpu}
    )
    return Priced(StagePlan("base", medgpt_20b(), tiny_work()), told, None)


def printed(one: Priced) -> dict[str, str]:
    """Cells by the name of their row."""
    console = Console(file=StringIO(), width=120)
    for part in budget_tables([one]):
        console.print(part)
    assert isinstance(console.file, StringIO)
    lines = (line.strip().split("  ", 1) for line in console.file.getvalue().splitlines())
    return {line[0]: line[1].strip() for line in lines if len(line) == 2}


@pytest.mark.parametrize(("gpu", "timed"), [("A100", "a100"), ("a100", "a100"), ("v100", "h100")])
def test_hours_are_for_the_published_gpu_where_a_table_has_it(gpu: str, timed: str) -> None:
    assert priced(gpu).timed_on.name == timed


def test_an_unknown_published_gpu_leaves_its_figure_out() -> None:
    assert printed(priced("v100")).get("same time: tokens a sample", "") == ""
    assert printed(priced("b200"))["same time: tokens a sample"]


@pytest.mark.parametrize(
    ("hours", "told"), [(5.995, "6 h 00"), (5.5, "5 h 30"), (240.4, "240 h 24")]
)
def test_minutes_never_make_an_hour(hours: float, told: str) -> None:
    assert printed(priced("b200", hours))["published: wall time"] == told
