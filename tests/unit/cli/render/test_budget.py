"""The figures of a stage beside what its paper says."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from residency.cli.render.budget import budget_tables
from residency.cli.render.priced import Priced
from residency.plan.budget import StagePlan, for_gpus
from residency.spec.model import TextArchitecture
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
    for part in budget_tables([one], console.width):
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


def of_architecture(name: TextArchitecture) -> Priced:
    shape = medgpt_20b()
    text = replace(shape.text, architecture=name, experts=0, experts_per_token=1)
    return Priced(StagePlan("base", replace(shape, text=text), tiny_work()), None, None)


def test_one_peak_where_the_kernels_need_the_same() -> None:
    rows = printed(of_architecture(TextArchitecture.LLAMA))
    assert "peak, any attention" in rows
    assert "peak, eager attention" not in rows
    rows = printed(of_architecture(TextArchitecture.GPT_OSS))
    assert {"peak, eager attention", "peak, flash attention"} <= rows.keys()


def test_a_machine_holds_the_export_beside_what_its_ranks_hold() -> None:
    rows = printed(priced("b200"))
    assert rows["rank 0's export"] == "127.4 GB"  # fp32, and the same in bf16
    assert rows["and to read it again"]
    assert rows["all ranks of a machine"]


def test_a_lowered_micro_batch_is_said_under_the_tables() -> None:
    work = tiny_work(global_batch=64, micro_batch=16)
    one = for_gpus(StagePlan("pretrain", medgpt_20b(), work), 8)
    *_, said, _ = budget_tables([Priced(one, None, None)], 120)
    assert said == (
        "curriculum.pretrain: the recipe says microBatch 16, planned with 8, so that 8 workers "
        "can share globalBatch 64."
    )


def test_stages_stand_abreast_as_far_as_there_is_room() -> None:
    plan = priced("b200").plan
    stages = [Priced(replace(plan, stage=f"{'long-' * 4}{n}"), None, None) for n in "ab"]
    count = {room: len(list(budget_tables(stages, room))) - 1 for room in (60, 80, 120)}
    assert count == {60: 6, 80: 4, 120: 3}
