"""Initials by the place where they stand."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import initials_by_place

FOUND = [
    ("Clerk MR\n", "MR"),
    ("Minutes: KRC, circulated", "KRC"),
    ("Cut-up RE; reported", "RE"),
    ("Annotator DTC.", "DTC"),
    ("Norris, R. / RAN / 09/09/2023\n", "RAN"),
    ("See notes.\nAC  2015-10-20", "AC"),
    ("subj 12-5442-U  (PK)  visit 3", "PK"),
    ("Ulcer dressed.\n9/3/18 NND", "NND"),
    ("d: 7.2.2015 t: 07/02/2015 med", "med"),
    ("by telephone at 0216h, stk.", "stk"),
    ("signed SF\n", "SF"),
    ("/s/ RLW", "RLW"),
    ("dressing changed 14 May by xps.", "xps"),
    ("phoned at 9:46, read back, MGČ.", "MGČ"),
    ("swapped for 1658586 (HAF).", "HAF"),
    ("swapped (kth).", "kth"),
    ("alarming (ĐMB:gap).", "ĐMB:gap"),
    ("\n[TN] wound dry", "TN"),
    ("KX-4811 | GS | 23 | F", "GS"),
    (f"KX-4811{' ' * 30}|{' ' * 30}GS | 23", "GS"),
    (f"KX-4811 \t\t{' ' * 30}GS\t", "GS"),
    ("signed  ,  SF  .  \n", "SF"),
    ("RE: M.S., MRN", "M.S."),
    ("\nEG NPO from midnight", "EG"),
    ("Stable. JKM denies pain", "JKM"),
    ("verified w/ MK at bedside", "MK"),
    ("2nd verifier OW", "OW"),
    ("Seen with MK, RN", "MK"),
    ("told Dr. KLM today", "KLM"),
    ("Wound dry. TN", "TN"),
    ("Reported: Nielsen / FSZ Oct. 16, 2019", "FSZ"),
    ("study participant BFC, P0325", "BFC"),
]
LEFT = [
    "Done CT.",
    "Labelled CT.",
    "obstructive sleep apnea (OSA) is",
    "multiplanar reformat (MPR).",
    "given to ICU at once",
    "reported to ED.",
    "detected by PCR.",
    "at 14:05 CT",
    "BP 120/80\nHR 76",
    "5 mg PO.",
    "lungs clear. WNL",
    "T1/T2",
    "PPV/NPV.",
    "seen by ENT.",
    "CT was done",
    "| CT | MRI |",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(initials_by_place.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_abbreviations_stay(text: str) -> None:
    assert [text[span.start : span.end] for span in initials_by_place.find(text)] == []
