"""One unit from its files to de-identified records: fates, filters, tally."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from residency.data.deid.findings import Box
from residency.data.deidentified import DeidentifiedSample
from residency.data.pixels import Picture
from residency.data.raw import PassedOver, Quarantined, RawSample
from residency.data.sample import Turn
from residency.data.sources.folder import LocalFolder, SourceFolder
from residency.data.sources.reader import Record, Unit
from residency.prepare.meter import Copies
from residency.prepare.reading import Tally
from residency.prepare.tools import Finders, Tools
from residency.prepare.unit import Dropped, Lost, Outcome, Preparation
from residency.spec.dataset import Filter, FilterName, State
from tests.unit.prepare.conftest import MakePng, MakeTools


@dataclass
class Given:
    """A reader of records that are there already."""

    records: Sequence[Record]

    def units(self, folder: SourceFolder) -> Iterator[Unit]:
        yield Unit("rows.csv", rows=len(self.records))

    def read(self, folder: SourceFolder, unit: Unit) -> Iterator[Record]:
        yield from self.records


class Everywhere:
    """A detector that finds text all over every picture."""

    name = "everywhere"

    def find(self, picture: Picture) -> Sequence[Box]:
        return [Box(0, 0, picture.shape[1], picture.shape[0], "text")]


def outcomes(
    records: Sequence[Record],
    tools: Tools,
    *names: FilterName,
    location: str = "set",
    copies: frozenset[int] = frozenset(),
) -> list[Outcome]:
    filters = tuple(Filter(name=name) for name in names)
    given = Given(records)
    folder = LocalFolder(location, None)  # type: ignore[arg-type]
    (unit,) = given.units(folder)
    return list(Preparation(given, tools, filters).outcomes(folder, unit, Copies(copies)))


@pytest.fixture
def records(make_png: MakePng) -> list[Record]:
    """A large picture, a small one, and a row that does not parse."""
    turns = (Turn("user", "What?", images=1), Turn("assistant", "A chest."))
    sizes = enumerate([(96, 80), (48, 32)])
    return [
        *(RawSample(f"Doe-{n}", turns, (make_png(n, size),)) for n, size in sizes),
        Quarantined("rows.csv", "row does not parse", row=2),
    ]


def test_each_record_has_one_fate_and_the_tally_comes_last(
    records: list[Record], make_tools: MakeTools
) -> None:
    kept, dropped, lost, tally = outcomes(records, make_tools(), FilterName.MIN_SIDE)
    assert isinstance(kept, DeidentifiedSample)
    assert isinstance(dropped, Dropped)
    assert dropped.name == "min-side"
    assert isinstance(lost, Lost)
    assert (lost.reason, lost.row) == ("row does not parse", 2)
    assert isinstance(tally, Tally)
    assert tally.rows == 3
    assert tally.facts["pixels/clean"] == tally.facts["format/PNG"] == 2
    assert "Doe" not in repr((kept, dropped, lost))


def test_a_row_that_the_layout_passes_over_is_dropped_by_its_reason(
    records: list[Record], make_tools: MakeTools
) -> None:
    over = PassedOver("Doe-4711.json", "unlabelled split, not read", 3)
    dropped, *rest, tally = outcomes([over, *records], make_tools())
    assert isinstance(dropped, Dropped)
    assert dropped.name == "unlabelled split, not read"
    assert "Doe" not in repr(dropped)
    assert isinstance(tally, Tally)
    assert tally.rows == len(rest) + 1 == 4


def test_for_a_record_that_is_none_the_recall_meter_copies_the_next(
    records: list[Record], make_tools: MakeTools
) -> None:
    lost, over = records[-1], PassedOver("test.json", "unlabelled split, not read", 3)
    first, second = records[:2]
    measured = [
        outcomes(given, make_tools(), copies=frozenset({0}))[-1]
        for given in ([first], [lost, over, first], [lost, over, first, second], [lost])
    ]
    planted = [
        tally.facts.get("meter/text planted", 0) for tally in measured if isinstance(tally, Tally)
    ]
    assert planted[0] > 0
    assert planted == [planted[0]] * 3 + [0]


def test_filters_name_the_first_that_objects(records: list[Record], make_tools: MakeTools) -> None:
    names = (FilterName.CAPTION_LENGTH, FilterName.MIN_SIDE)
    found = outcomes(records, make_tools(), *names)
    assert [one.name for one in found if isinstance(one, Dropped)] == ["caption-length"] * 2


def test_the_detector_looks_for_the_filter_of_overlaid_text(
    records: list[Record], make_tools: MakeTools
) -> None:
    tools = make_tools(State.DEIDENTIFIED)  # nothing else would look
    seeing = Tools(tools.key, tools.rules, Finders(tools.finders.scrubber, Everywhere()))
    found = outcomes(records, seeing, FilterName.OVERLAID_TEXT)
    assert [one.name for one in found if isinstance(one, Dropped)] == ["overlaid-text"] * 2


def test_equal_keys_in_two_folders_are_two_records(
    records: list[Record], make_tools: MakeTools
) -> None:
    keys = {
        one.outline.source_key
        for location in ("a", "b")
        for one in outcomes(records, make_tools(), location=location)
        if isinstance(one, DeidentifiedSample)
    }
    assert len(keys) == 4
