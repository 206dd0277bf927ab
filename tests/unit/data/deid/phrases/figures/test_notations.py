"""Notations that hold figures, and the numbers of people that look like them."""

import pytest

from residency.data.deid.phrases.figures.notations import noted


@pytest.mark.parametrize("text", [
    "Sudden onset at rest, [8/10], no radiation", "[pain improved to 3/10] after morphine",
    "[ER 8/8, PR 6/8]; HER2 1+", "[CK20 negative]",
    "[ER positive (8/8), PR negative (0/8)], HER2 1+",
    "under [2WW]. ?cancer", "[HS I+II+0]", "[E4V5M6]", "[P2+1]", "[D12: disc] protrusion",
    "[V1 L0 Pn1]", "[CKD G3bA2]", "[L12-5 transducer]", "[SCREENING TIME 22 S]",
    "reg, [98.5 F]", "[codes: I10, CPT 47562]", "HER2 2+. [ER 7/8, PR 4/8]. The biopsy",
    "informed of [Na 126]; order", "GFR 17 mL/min[/1.73 m2] and",
])  # fmt: skip
def test_a_notation_is_found(text: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert (start, end) in set(noted(text.replace("[", "").replace("]", "")))


@pytest.mark.parametrize("text", [
    "Seen on 8/10, no radiation planned", "Pain since 8/10. Worse", "Pain clinic, 8/10, no show",
    "Seen in ER 8/8 with chest pain", "Discharged from ER 8/8.", "Lives at SW1A 2WW",
    "Postcode CF10 2WW", "Bed D11 fracture clinic", "Car reg P2+1", "Locker K4/28",
    "Seen in ER 5/8 and OR 5/8 for appendectomy.", "visits: ER 3/8, ER 5/8", "Labs K 10/22: 3.2",
    "INR 3.2, vit K 10/25", "MRN AB12-34 probe used", "Device ID: C5-12 probe", "Postal code K1A.",
    "study participant P21 lost to follow-up", "Bath BA1, 2WW", "Leeds, LS1  2WW",
    "Moved to G3A1.",    "Sudden onset, 3/10. Admitted from home.", "postal code L5B, Mississauga",
    "Subject code: B12.0047", "Badge code: C14.22", "Access codes: K12, 44871",
    "pain settled from 5/10, seen in clinic", "Post-code: K1A, L5B",
    "Lives at 22 S Oak Street", "Bay C5-1", "Car reg 98", "Na 26, bed 3", "Account 47562",
])  # fmt: skip
def test_a_number_of_somebody_is_none(text: str) -> None:
    assert not list(noted(text))
