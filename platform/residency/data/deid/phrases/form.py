"""A form: what an identifier looks like, as a regular expression, and which class it is of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from residency.data.deid.findings import Span
from residency.data.deid.safe_harbor import SafeHarbor


def _always(found: re.Match[str]) -> bool:
    return found is not None


@dataclass(frozen=True, slots=True)
class Form:
    """The identifier is the group `id` of a match, or all of it where there is no such group."""

    kind: SafeHarbor
    pattern: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = _always  # a test that the pattern cannot make

    def spans(self, text: str) -> Iterator[Span]:
        """Where `text` has it."""
        group = "id" if "id" in self.pattern.groupindex else 0
        for found in self.pattern.finditer(text):
            if found.end(group) > found.start(group) and self.holds(found):
                yield Span(found.start(group), found.end(group), self.kind)


def form(
    kind: SafeHarbor,
    pattern: str,
    holds: Callable[[re.Match[str]], bool] = _always,
    *,
    exact: bool = False,
) -> Form:
    """A form of any case, or of the case that is written where `exact`."""
    return Form(kind, re.compile(pattern, re.NOFLAG if exact else re.IGNORECASE), holds)


def spans_of(forms: Iterable[Form], text: str) -> Iterator[Span]:
    """Spans of all forms."""
    for one in forms:
        yield from one.spans(text)
