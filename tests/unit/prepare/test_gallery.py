"""Pictures that come again are cleaned once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from residency.data.deid.findings import Box
from residency.data.pixels import Picture
from residency.prepare.burned_in import Refused
from residency.prepare.gallery import Gallery
from residency.prepare.tools import Finders, Tools
from tests.unit.prepare.conftest import MakePng, MakeTools


@dataclass
class Counting:
    """A detector that counts how often it is asked, and finds text where it is told to."""

    everywhere: bool = False
    asked: list[int] = field(default_factory=list)
    name: str = "counting"

    def find(self, picture: Picture) -> Sequence[Box]:
        self.asked.append(1)
        height, width = picture.shape[:2]
        return [Box(0, 0, width, height, "DOE")] if self.everywhere else []


def gallery(tools: Tools, detector: Counting) -> Gallery:
    return Gallery(Tools(tools.key, tools.rules, Finders(tools.finders.scrubber, detector)))


def test_a_picture_that_comes_again_is_searched_once(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    detector = Counting()
    shown = gallery(make_tools(), detector)
    first, _ = shown.clean([make_png(1)], ())
    once = len(detector.asked)
    again, _ = shown.clean([make_png(1)], ())
    assert (again, len(detector.asked)) == (first, once)
    shown.clean([make_png(2)], ())
    assert len(detector.asked) > once


def test_another_patient_is_searched_for_anew(make_tools: MakeTools, make_png: MakePng) -> None:
    detector = Counting()
    shown = gallery(make_tools(), detector)
    shown.clean([make_png(1)], ("Doe",))
    once = len(detector.asked)
    shown.clean([make_png(1)], ("Roe",))
    assert len(detector.asked) == 2 * once


def test_a_picture_that_was_refused_is_refused_again(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    detector = Counting(everywhere=True)
    shown = gallery(make_tools(), detector)
    counts = []
    for _ in range(2):
        with pytest.raises(Refused):
            shown.clean([make_png(1)], ())
        counts.append(len(detector.asked))
    assert counts[0] == counts[1]


def test_what_is_remembered_is_bounded(make_tools: MakeTools, make_png: MakePng) -> None:
    """The oldest is forgotten, and searched anew when it comes again."""
    detector = Counting()
    plain = make_tools()
    tools = Tools(plain.key, plain.rules, Finders(plain.finders.scrubber, detector))
    (one,), _ = Gallery(tools).clean([make_png(1)], ())
    shown = Gallery(tools, most=2 * (len(one.content) + 4096))
    searches = []
    for number in (1, 2, 1, 3, 4, 1):
        before = len(detector.asked)
        shown.clean([make_png(number)], ())
        searches.append(len(detector.asked) > before)
    assert searches == [True, True, False, True, True, True]
