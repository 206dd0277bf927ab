"""How the tables of these tests are read: what a family covers of a text."""

from collections.abc import Callable, Iterable

import pytest

from residency.data.deid.findings import Span

Found = Callable[[Iterable[Span], str], list[str]]


@pytest.fixture
def covered() -> Callable[[Iterable[Span], str, str], bool]:
    """Whether the spans cover every letter and digit of a part of a text."""

    def check(spans: Iterable[Span], text: str, part: str) -> bool:
        start = text.index(part)
        places = {place for span in spans for place in range(span.start, span.end)}
        return all(
            place in places for place in range(start, start + len(part)) if text[place].isalnum()
        )

    return check
