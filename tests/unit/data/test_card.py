"""The data card: rows add up, and people can read it."""

import json

import pytest

from residency.data.card import Contents, DataCard, Fates, make_card
from residency.data.card_page import card_page, card_rows
from residency.data.sample import Sample, Turn
from residency.data.tally import SideCounter, spread
from residency.errors import DataError
from residency.prepare.report import make_report
from residency.spec.dataset import Dataset, DicomSource, Source, State

FACTS = {
    "format/PNG": 3, "identifier/name": 4, "identifier/date": 1, "pixels/clean": 2,
    "pixels/redacted": 1, "scrubber/presidio 2": 3, "detector/ocr 1": 3,
}  # fmt: skip


def dataset(**changes: object) -> Dataset:
    values: dict[str, object] = {
        "name": "scans",
        "version": "1",
        "source": Source(dicom=DicomSource(paths=("x",))),
        "licence": "MIT",
        "quarantine_limit": 0.5,
    }
    return Dataset(**values | changes)  # type: ignore[arg-type]


def sample(number: int, **changes: object) -> Sample:
    values: dict[str, object] = {
        "sample_id": f"{number:016x}",
        "dataset": "scans@1",
        "source_key": str(number),
        "patient": f"p{number // 2}",
        "split": "train",
        "state": State.DEIDENTIFIED,
        "kind": "modality",
        "answer_type": "open",
        "answer": "CT",
        "turns": (Turn("user", "What?", images=1),),
        "attributes": {"modality": "CT"},
    }
    return Sample(**values | changes)  # type: ignore[arg-type]


def contents() -> Contents:
    train, heldout = SideCounter(), SideCounter()
    for number in range(5):
        train.add(sample(number))
    heldout.add(sample(9, attributes={}))
    return Contents(
        train=train.side,
        heldout=heldout.side,
        formats={"PNG": 3},
        characters=spread([10, 20, 30]),
        duplicates=1,
        sources_sha256="ab" * 32,
    )


def card(fates: Fates, **changes: object) -> DataCard:
    told = dataset(**changes)
    return make_card(told, fates, contents(), make_report(told, "k-1", FACTS, fates.quarantined))


FATES = Fates(27, 12, {"not a DICOM file": 2}, {"min-side": 1, "blank": 12})


def test_rows_add_up_in_the_card() -> None:
    made = card(FATES)
    assert (made.rows_in, made.rows_out, made.rows_quarantined, made.rows_dropped) == (
        27,
        12,
        2,
        13,
    )
    assert made.dropped == {"min-side": 1, "blank": 12}
    assert (made.train.samples, made.train.subjects, made.train.images) == (5, 3, 5)
    assert made.heldout.by_modality == {"none": 1}
    assert json.loads(made.to_json())["deidentification"]["identifiers"] == {"date": 1, "name": 4}
    with pytest.raises(DataError, match="28 rows came in, 27 are accounted for"):
        card(Fates(28, 12, FATES.quarantined, FATES.dropped))


def test_more_quarantined_than_the_recipe_allows_fails() -> None:
    fates = Fates(50, 25, {"no pixel data": 25})
    with pytest.raises(DataError, match=r"25 of 50 rows \(50%\).*limit is 10%.*no pixel data: 25"):
        card(fates, quarantine_limit=0.1)


def test_the_report_says_who_searched_and_who_answers() -> None:
    raw = card(FATES).deidentification
    assert (raw.scrubber, raw.detector, raw.reached) == ("presidio 2", "ocr 1", "deidentified")
    assert raw.pixels == {"clean": 2, "redacted": 1}
    assert {line for line in raw.not_checked if line.startswith("recall")} == {
        f"recall in {channel}: no copy could be given an invented identity"
        for channel in ("text", "pixels")
    }
    with_headers = make_report(dataset(), "k-1", {**FACTS, "format/DICOM, JPEG": 1}, {})
    assert any(line.startswith("recall in tags: ") for line in with_headers.not_checked)
    measured = {**FACTS, "format/DICOM": 1, "meter/tags planted": 6}
    told = make_report(dataset(), "k-1", measured, {}).not_checked
    assert not any(line.startswith("recall in tags: ") for line in told)
    attested = dataset(state=State.ATTESTED, attestation="board, file 7")
    other = make_report(attested, "k-1", {"pixels/not searched": 3}, {})
    assert (other.scrubber, other.reached, other.attestation) == (
        "",
        "attested",
        "board, file 7",
    )
    assert sum("a person answers for it" in line for line in other.not_checked) == 2


def test_the_report_says_what_the_recall_meter_read() -> None:
    facts = {"meter/text planted": 12, "meter/text removed": 12, "meter/tags planted": 6}
    facts |= {"meter/tags quarantined": 2}
    report = make_report(dataset(), "k-1", facts, {})
    assert report.recall["text"].removed == 12
    assert report.recall["tags"].model_dump() == {
        "planted": 6, "removed": 4, "quarantined": 2, "survived": 0,
    }  # fmt: skip
    assert "pixels" not in report.recall


def test_the_page_and_the_table_hold_what_the_card_says() -> None:
    made = card(FATES)
    page = card_page(made)
    for line in ("| in | 27 |", "| min-side | 1 |", "| characters of text | 3 | 10 |", "faces"):
        assert line in page
    assert ("identifiers taken out", "name", 4) in card_rows(made)


def test_no_values_have_no_spread() -> None:
    assert spread([]) is None
