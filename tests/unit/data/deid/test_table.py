"""The profile's table: its edition, its rows, and which rule each row becomes."""

from collections import Counter

import pytest

from residency.data.deid.rules import Rule, fallback_of, rule_of
from residency.data.deid.table import EDITION, by_tag, in_removed_group, rows, vr_of

ACTIONS = {
    "X": 415, "D": 93, "U": 55, "Z": 42, "X/D": 23, "X/Z": 11, "X/Z/D": 8, "Z/D": 6, "X/Z/U*": 2,
}  # fmt: skip


def test_edition_2026c_has_655_rows_of_nine_actions() -> None:
    assert EDITION == "2026c"
    assert len(rows()) == len({row.tag for row in rows()}) == 655
    assert dict(Counter(row.action for row in rows())) == ACTIONS


def test_three_rows_are_ranges_and_private_groups_are_a_rule() -> None:
    ranges = [row.tag for row in rows() if row.number is None]
    assert ranges == ["50xxxxxx", "60xx3000", "60xx4000"]
    assert len(by_tag()) == 652
    inside = (0x50000010, 0x50FE3000, 0x60023000, 0x60224000, 0x00091001, 0x7FE11010, 0x00080000)
    assert all(in_removed_group(tag) for tag in inside)


def test_no_row_is_kept_but_dates_that_move_and_the_age() -> None:
    kept = {tag for tag in by_tag() if rule_of(tag) is Rule.KEEP}
    assert {vr_of(tag) for tag in kept} == {"DA", "DT", "TM", "AS"}
    assert 0x00101010 in kept
    assert 0x00100030 not in kept  # the birth date
    assert all(fallback_of(tag) is not Rule.KEEP for tag in by_tag())


@pytest.mark.parametrize(
    ("tag", "rule"),
    [
        (0x00100010, Rule.EMPTY),  # Patient's Name, Z
        (0x00100020, Rule.PSEUDONYM),  # Patient ID, Z/D
        (0x00080080, Rule.DUMMY),  # Institution Name, X/Z/D
        (0x00081140, Rule.UID),  # Referenced Image Sequence, X/Z/U*
        (0x00101000, Rule.REMOVE),  # Other Patient IDs, X
        (0x00142006, Rule.DUMMY),  # Evaluator Name, a name outside the table
        (0x0040A160, Rule.CLEAN),  # Text Value, free text outside the table
        (0x00080070, Rule.KEEP),  # Manufacturer
        (0x00080060, Rule.KEEP),  # Modality
        (0x04000520, Rule.REMOVE),  # Encrypted Content, bytes of no known use
        (0x0018FFF1, Rule.REMOVE),  # not in the data dictionary
    ],
)
def test_rules(tag: int, rule: Rule) -> None:
    assert rule_of(tag) is rule
