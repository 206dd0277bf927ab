"""What a training step records covers the whole stage, also after an interruption."""

import json
from pathlib import Path

from residency.ports import Point
from residency.spec.training import Part
from residency.train.payload import PartParameters
from residency.wiring.training import (
    loss_metrics,
    parameter_counts,
    parameters_table,
    points_before,
)


def write_points(path: Path, losses: dict[int, float], torn: str = "") -> None:
    path.parent.mkdir(parents=True)
    lines = [
        json.dumps({"name": "loss", "step": step, "value": value, "time": 0.0})
        for step, value in losses.items()
    ]
    path.write_text("".join(f"{line}\n" for line in lines) + torn)


def test_points_of_attempts_before_count_up_to_where_it_went_on(tmp_path: Path) -> None:
    write_points(tmp_path / "a1/metrics.jsonl", {1: 9.0, 2: 8.0, 3: 7.0}, torn='{"name": "lo')
    write_points(tmp_path / "a2/metrics.jsonl", {3: 1.0})
    found = list(points_before(tmp_path / "a2", until=2))
    assert [(point.step, point.value) for point in found] == [(1, 9.0), (2, 8.0)]


def test_tenths_are_medians_of_the_whole_stage() -> None:
    losses = [9.0, 8.0, 1.0, *[5.0] * 24, 2.0, 3.0, 70.0]
    curve = [Point("loss", step, loss, 0.0) for step, loss in enumerate(losses, start=1)]
    first, last = loss_metrics([*curve, Point("lr", 1, 0.1, 0.0)])
    assert (first.name, first.value) == ("loss.first_tenth", 8.0)
    assert (last.name, last.value) == ("loss.last_tenth", 3.0)


def test_a_stage_without_points_has_no_figures() -> None:
    assert list(loss_metrics([])) == []


def test_people_see_what_was_trained_and_what_was_not() -> None:
    parts = (
        PartParameters(part=Part.VISION, trained=0, frozen=300),
        PartParameters(part=Part.ADAPTERS, trained=12, frozen=0),
    )
    assert parameters_table(parts).rows == (("vision", 0, 300), ("adapters", 12, 0))
    assert parameter_counts(parts) == {
        "parameters.vision.trained": "0",
        "parameters.vision.frozen": "300",
        "parameters.adapters.trained": "12",
        "parameters.adapters.frozen": "0",
    }
