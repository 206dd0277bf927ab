"""The contract of the Scrubber port: the shipped fake and the real one."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from residency.adapters.local.scrubber import DeniedScrubber
from residency.adapters.presidio.scrubber import PresidioScrubber
from residency.data.deid.findings import Span
from residency.data.deid.planted import FAMILY, GIVEN, invent, planted_text
from residency.ports import Scrubber

LETTER = "Jane Quimby (MRN 4471123) was seen on 2026-03-12; write to j.quimby@example.org. "


@pytest.fixture(params=[DeniedScrubber, PresidioScrubber])
def scrubber(request: pytest.FixtureRequest) -> Scrubber:
    make: Callable[[], Scrubber] = request.param
    return make()


def _words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def test_it_has_a_name(scrubber: Scrubber) -> None:
    assert re.search(r"\d", scrubber.name)


def test_spans_are_sorted_apart_and_inside(scrubber: Scrubber) -> None:
    (spans,) = scrubber.find([LETTER], [["Quimby", "Jane Quimby", "4471123"]])
    assert spans
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(LETTER) for span in spans)
    assert all(span.kind.textual and 0 <= span.score <= 1 for span in spans)


@pytest.mark.parametrize(
    "text", ["Quimby", "QUIMBY came", "with quimby.", "(Quimby's)", "Éa Quimby"]
)
def test_denied_values_are_found(scrubber: Scrubber, text: str) -> None:
    (spans,) = scrubber.find([text], [["Quimby"]])
    assert any("quimby" in word.lower() for word in _words(text, spans))


def test_each_text_has_its_own_denied_values(scrubber: Scrubber) -> None:
    first, second = scrubber.find(["stable zzyx", "stable zzyx"], [["zzyx"], []])
    assert first
    assert not second


def test_nothing_is_found_in_nothing(scrubber: Scrubber) -> None:
    assert list(scrubber.find([], [])) == []
    assert [tuple(spans) for spans in scrubber.find(["", " \n", "…"], [[], ["x"], [""]])] == [
        ()
    ] * 3


def test_offsets_count_characters_of_any_script(scrubber: Scrubber) -> None:
    text = "患者 🙂 ﬁ İ ß: j.quimby@example.org"
    (spans,) = scrubber.find([text], [[]])
    assert "j.quimby@example.org" in _words(text, spans)


def test_the_same_text_gives_the_same_spans(scrubber: Scrubber) -> None:
    texts = [LETTER, "No acute disease.", LETTER]
    once = scrubber.find(texts, [[]] * 3)
    assert list(once) == list(scrubber.find(texts, [[]] * 3))
    assert once[0] == once[2]


def test_a_long_text_takes_bounded_time(scrubber: Scrubber) -> None:
    text = (LETTER + "The lungs are clear. No pleural effusion or pneumothorax is seen.\n") * 700
    assert len(text) > 100_000
    began = time.monotonic()
    (spans,) = scrubber.find([text], [["Quimby"]])
    assert time.monotonic() - began < 60
    assert len(spans) >= 1400


def test_repeated_signs_take_bounded_time(scrubber: Scrubber) -> None:
    began = time.monotonic()
    scrubber.find(["1" * 20_000, "a." * 10_000, "1-" * 10_000, " \n" * 10_000], [[]] * 4)
    assert time.monotonic() - began < 60


def test_it_needs_no_network(scrubber: Scrubber, barred: None) -> None:
    assert scrubber.find([LETTER], [["Quimby"]])[0]


@pytest.fixture
def barred() -> None:
    """A new process without sockets loads and searches; so does a worker."""
    code = (
        "import socket\n"
        "def bar(*a, **k): raise OSError('barred')\n"
        "socket.socket.connect = bar; socket.getaddrinfo = bar\n"
        "from residency.adapters.presidio.scrubber import PresidioScrubber\n"
        f"assert PresidioScrubber().find([{LETTER!r}], [[]])[0]\n"
    )
    assert socket.socket is not None
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=80)


def test_it_goes_to_a_worker(scrubber: Scrubber) -> None:
    """Ray sends it by pickling; what comes out finds the same."""
    cloudpickle = pytest.importorskip("ray.cloudpickle")
    sent = cloudpickle.loads(cloudpickle.dumps(scrubber))
    assert list(sent.find([LETTER], [[]])) == list(scrubber.find([LETTER], [[]]))


def test_names_in_dicom_form_are_found_as_they_are_rewritten() -> None:
    written = "QUIMBY^JANE^M"
    text = "J. Quimby, Quimby J, jane m. quimby; QUIMBY, JANE"
    (spans,) = PresidioScrubber().find([text], [[written]])
    left = [
        sign
        for place, sign in enumerate(text)
        if sign.isalnum() and not any(span.start <= place < span.end for span in spans)
    ]
    assert left == []


def test_a_denied_clinical_word_stays_where_it_is_clinical() -> None:
    text = "Mr. Hodgkin has Hodgkin lymphoma of a long bone."
    (spans,) = PresidioScrubber().find([text], [["HODGKIN^LONG"]])
    assert _words(text, spans) == ["Hodgkin"]


def test_every_identity_that_the_meter_plants_is_found_without_being_told() -> None:
    """Else the meter would stop a hospital's step for a text that the meter itself wrote."""
    people = [
        replace(invent(np.random.default_rng(0)), given=given, family=family)
        for given, family in product(GIVEN, FAMILY)
    ]
    texts = [planted_text("A chest film.", who) for who in people]
    found = PresidioScrubber().find(texts, [[]] * len(texts))
    for who, text, spans in zip(people, texts, found, strict=True):
        left = "".join(
            letter
            for at, letter in enumerate(text)
            if not any(s.start <= at < s.end for s in spans)
        )
        assert not [part for parts in who.values for part in parts if part in left]
