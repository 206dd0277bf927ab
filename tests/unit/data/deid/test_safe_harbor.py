"""All eighteen are there, and two of them are not text."""

from residency.data.deid.safe_harbor import SafeHarbor


def test_there_are_eighteen_and_sixteen_are_text() -> None:
    assert len(SafeHarbor) == 18
    assert [kind for kind in SafeHarbor if not kind.textual] == [
        SafeHarbor.BIOMETRIC,
        SafeHarbor.PHOTOGRAPH,
    ]
