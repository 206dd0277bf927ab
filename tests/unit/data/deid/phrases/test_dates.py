"""Dates in all orders; what looks like one and is none."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import dates

FOUND = [
    ("DOB 23 MAY 42\nMember", "23 MAY 42"),
    ("CTA COW done April 1, 33 mm lesion", "April 1"),
    ("views done August 18,\n37-mm nodule", "August 18"),
    ("Onset 5/30, worse this morning", "5/30"),
    ("Recent bloods (15/3): CD4 829", "15/3"),
    ("report of March 2 2019\nPatient", "March 2 2019"),
    ("born '57 Mar 3", "'57 Mar 3"),
    ("born 12 VII 1954", "12 VII 1954"),
    ("in Q3 2021", "Q3 2021"),
    ("the summer of 2019", "summer of 2019"),
    ("last Tuesday 4/12", "Tuesday 4/12"),
    ("fell again 9-17.", "9-17"),
    ("Seen on 03/12/2026.", "03/12/2026"),
    ("DOB: 29 / 08 / 1929", "29 / 08 / 1929"),
    ("Collected: 12 / 16 / 2010  ", "12 / 16 / 2010"),
    ("on 2010 / 05 / 09", "2010 / 05 / 09"),
    ("DOB: 4-7-51", "4-7-51"),
    ("on 12.03.2026 at noon", "12.03.2026"),
    ("2026-03-12T14:05:00Z", "2026-03-12"),
    ("study 20260312", "20260312"),
    ("12 March 2026", "12 March 2026"),
    ("the 3rd of May, 2019", "3rd of May, 2019"),
    ("March 12-15, 2026 stay", "March 12-15, 2026"),
    ("Mar 12", "Mar 12"),
    ("since June 2019", "June 2019"),
    ("seen 12-MAR-26", "12-MAR-26"),
    ("until 3/14", "3/14"),
    ("compared with 11/30", "11/30"),
    ("exam of 02/09", "02/09"),
    ("last in 07/2018", "07/2018"),
    ("in March she", "March"),
    ("June second, two thousand nineteen", "June second, two thousand nineteen"),
    ("the week of April 4", "April 4"),
    ("mid-September 2022", "September 2022"),
    ("twelfth of August", "twelfth of August"),
]
LEFT = [
    "Plan: repair of the hernia in 6/12. Please",
    "March 2 patients",
    "on 2-3 occasions",
    "3/5 strength in the left arm",
    "BP 120/80",
    "pain 7/10",
    "L4/5 disc",
    "68-year-old man",
    "aged 45",
    "in 2019 she",
    "visual acuity 20/40",
    "5 x 3.2 cm",
    "grade 3/6 murmur",
    "12-15 mm",
    "T 98.6",
    "at 14:05",
    "software v2.3.11",
    "Synoptic: pT2 pN1a (2/14) R0",
    "may be due to oedema",
    "90 mg",
    "95% of patients",
    "T4 N1 M0",
    "1/2 tablet",
    "10 to 12 weeks",
    "95/60 mmHg",
    "march of symptoms",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(dates.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in dates.find(text)] == []
