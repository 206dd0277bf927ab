"""Numbers as people read them."""

import pytest

from residency.cli.render import format as show
from residency.plan.record import Metric


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0s"), (9.94, "9.9s"), (12.4, "12s"), (187, "3m 07s"), (7500, "2h 05m")],
)
def test_duration(seconds: float, text: str) -> None:
    assert show.duration(seconds) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (950, "950"),
        (999.6, "1k"),
        (12_345, "12.3k"),
        (999_999, "1M"),
        (21.23e9, "21.2B"),
    ],
)
def test_count(number: float, text: str) -> None:
    assert show.count(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(512, "512 B"), (1024, "1.0 KiB"), (1.5 * 1024**3, "1.5 GiB")]
)
def test_size(number: float, text: str) -> None:
    assert show.size(number) == text


def test_a_metric_never_goes_without_its_interval_and_n() -> None:
    metric = Metric(name="exact_match", value=0.5, n=64, low=0.38, high=0.62)
    assert show.metric(metric) == "0.500 [0.380, 0.620] n=64"
    assert show.metric(Metric(name="loss", value=1.25)) == "1.250"
    assert show.metric(Metric(name="steps", value=150)) == "150"
