"""What the benchmark of text de-identification holds its scores against, and what it writes."""

from json import dumps, loads

import pytest

from benchmarks.safe_harbor.score import Scores, Share
from benchmarks.text_deidentification import NEWEST, SETS, document, reached
from residency.data.deid.safe_harbor import SafeHarbor


def _scores(recall: int, worst: int, kept: int) -> Scores:
    """Shares in hundredths."""
    return Scores(
        recall=Share(recall, 100),
        kinds={SafeHarbor.NAME: Share(100, 100), SafeHarbor.DEVICE: Share(worst, 100)},
        subclasses={(SafeHarbor.DEVICE, "udi"): Share(worst, 100)},
        kept=Share(kept, 100),
        groups={"drug": Share(kept, 100)},
    )


@pytest.mark.parametrize(
    ("recall", "worst", "kept", "expected"),
    [(99, 95, 99, True), (98, 95, 99, False), (99, 94, 99, False), (99, 95, 98, False)],
)
def test_each_figure_must_be_reached(recall: int, worst: int, kept: int, expected: bool) -> None:
    assert reached(_scores(recall, worst, kept)) is expected


def test_the_document_holds_every_share_with_its_interval() -> None:
    told = loads(dumps(document(_scores(99, 95, 99), "first", quick=False)))
    assert told["recall"]["share"] == 0.99
    assert len(told["kinds"]["device"]["interval"]) == 2
    assert told["subclasses"]["device.udi"]["hits"] == 95
    assert told["worst"] == "device"
    assert told["set"] == "first"
    assert "quick" not in told


def test_a_quick_document_says_so() -> None:
    assert document(_scores(99, 95, 99), "first", quick=True)["quick"] is True


def test_the_newest_of_the_frozen_sets_runs_where_none_is_named() -> None:
    assert list(SETS) == ["first", "second", "third", "fourth", "fifth", "sixth"]
    assert list(SETS)[-1] == NEWEST
    assert {name: seed for name, (_, seed) in SETS.items()} == {
        "first": 20261123,
        "second": 20261124,
        "third": 20261125,
        "fourth": 20261126,
        "fifth": 20261127,
        "sixth": 20261128,
    }
