"""Dates move by the patient's own number of days; ages stop at 90."""

import pytest

from residency.data.deid.ages import capped
from residency.data.deid.dates import MAX_DAYS_BACK, MIN_DAYS_BACK, DateShift, time
from residency.data.pseudonym import TenantKey


def test_a_shift_is_the_patients_own_and_never_none(key: TenantKey) -> None:
    days = [DateShift.of_patient(key, f"patient {n}").days for n in range(300)]
    assert all(MIN_DAYS_BACK <= day <= MAX_DAYS_BACK for day in days)
    assert len(set(days)) > 200
    assert DateShift.of_patient(key, "patient 7").days == days[7]
    other = TenantKey("other", bytes(range(1, 33)))
    assert DateShift.of_patient(other, "patient 7").days != days[7]


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("20240301", "20240220"),
        ("2024.03.01", "20240220"),
        ("19000105", "18991226"),
        ("2024-03-01", None),
        ("20240230", None),
        ("00010105", None),
        ("Jane Doe", None),
    ],
)
def test_dates(text: str, moved: str | None) -> None:
    assert DateShift(10).date(text) == moved


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("20240301103000.123456+0100", "20240220103000.123456"),
        ("20240301", "20240220"),
        ("2024030110", "2024022010"),
        ("202403", "202402"),
        ("2024", "2023"),
        ("20241", None),
        ("20240301JANEDOE", None),
    ],
)
def test_dates_with_times_keep_their_precision_and_lose_their_zone(
    text: str, moved: str | None
) -> None:
    assert DateShift(10).date_time(text) == moved


@pytest.mark.parametrize("text", ["10", "1030", "103059", "103059.123456", "10:30:59"])
def test_times_stay(text: str) -> None:
    assert time(text) == text


@pytest.mark.parametrize("text", ["25", "JANEDOE", "1030 Doe", "103059.1234567"])
def test_what_is_no_time_does_not_stay(text: str) -> None:
    assert time(text) is None


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        ("089Y", "089Y"),
        ("090Y", "090Y"),
        ("091Y", "090Y"),
        ("104Y", "090Y"),
        ("999M", "999M"),
        ("012D", "012D"),
        ("DOEJ", None),
        ("91", None),
    ],
)
def test_ages_stop_at_90(age: str, shown: str | None) -> None:
    assert capped(age) == shown
