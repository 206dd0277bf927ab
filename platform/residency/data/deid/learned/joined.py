"""The rules' spans and the tagger's, joined: it adds what it sees, and doubts what it does not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from residency.data.deid.findings import Span
from residency.data.deid.learned.accepted import SURE, accepted
from residency.data.deid.learned.dosed import dosed
from residency.data.deid.learned.eponymous import graded_terms, named_terms
from residency.data.deid.learned.everyday import everyday
from residency.data.deid.learned.protected import is_somebodys, named_things, protected
from residency.data.deid.learned.tagger import Scored, scored
from residency.data.deid.learned.ungraded import ungraded
from residency.data.deid.learned.widened import widened
from residency.data.deid.phrases.figures.notations import noted
from residency.data.deid.phrases.pieces import pieces
from residency.data.deid.safe_harbor import SafeHarbor

DOUBTED = 0.001  # below this for all its words, what only looks like a name or a place stays
SIGNED = 0.8  # a span of another kind scores this and more where something announces it
ANNOUNCED = 1.0  # what a name scores behind a title, a label or before a credential
_JUDGED = (SafeHarbor.NAME, SafeHarbor.GEOGRAPHY)


def joined(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """`found` by rules and models, less what is surely clinical, and what the tagger adds.

    Spans may overlap. The study's own values are not for here: they stay whatever they look like.
    """
    seen = _seen(text)
    named = tuple(named_terms(text))
    listed = tuple(protected(text))
    terms = (*listed, *dosed(text), *everyday(text), *named)
    notations = tuple(noted(text))
    grades = tuple(graded_terms(text))
    things = tuple(
        thing
        for thing in named_things(text)
        if _likely(seen, *thing) < SURE and not is_somebodys(text, *thing)
    )
    judged = (kept for span in found for kept in _judged(text, span, seen, things))
    for whole in (*judged, *accepted(text, seen)):
        if _within(whole, notations):
            continue
        if not _is_judged(text, whole):
            yield whole
        elif _announced(whole) or not _within(whole, terms):
            begun = grades if _announced(whole) else (*grades, *named, *listed)
            span = ungraded(text, widened(text, whole), begun)
            if span is not None:
                yield span


def _is_judged(text: str, span: Span) -> bool:
    """A name or a place, or a word alone that was taken for something else."""
    return span.kind in _JUDGED or (span.kind is SafeHarbor.OTHER and not _has_digit(text, span))


def _judged(
    text: str, span: Span, seen: Sequence[Scored], things: Sequence[tuple[int, int]]
) -> Iterator[Span]:
    """The parts of the span that are not surely clinical, without the named things in it."""
    whole = span.kind not in _JUDGED or _announced(span) or _has_digit(text, span)
    for start, end in [(span.start, span.end)] if whole else _outside(span, things):
        part = Span(start, end, span.kind, span.score)
        if not _doubted(text, part, seen):
            yield part


def _outside(span: Span, things: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of the span no thing covers."""
    start = span.start
    for first, after in sorted(things):
        if first < span.end and after > start:
            if start < first:
                yield start, first
            start = after
    if start < span.end:
        yield start, span.end


def _seen(text: str) -> tuple[Scored, ...]:
    """The scores of a text of any length, piece by piece; where pieces overlap, the first's."""
    seen: list[Scored] = []
    for start, piece in pieces(text):
        done = seen[-1].end if seen else 0
        seen += [one.moved(start) for one in scored(piece) if one.start + start >= done]
    return tuple(seen)


def _doubted(text: str, span: Span, seen: Sequence[Scored]) -> bool:
    """Whether the tagger is sure that these words are clinical. Figures are for the rules to
    judge, which know their grammar: no span that holds one is doubted."""
    if _announced(span) or (span.kind not in _JUDGED and span.score >= SIGNED):
        return False
    return not _has_digit(text, span) and _likely(seen, span.start, span.end) < DOUBTED


def _has_digit(text: str, span: Span) -> bool:
    return any(sign.isdigit() for sign in text[span.start : span.end])


def _likely(seen: Sequence[Scored], start: int, end: int) -> float:
    """How likely the likeliest word of text[start:end] identifies somebody."""
    first = bisect_left(seen, start + 1, key=_end)
    after = bisect_left(seen, end, key=_start)
    return max((one.identifying for one in seen[first:after]), default=0.0)


def _announced(span: Span) -> bool:
    """A Dr. Parkinson is a person, whatever the word means elsewhere."""
    return span.kind is SafeHarbor.NAME and span.score >= ANNOUNCED


def _start(one: Scored) -> int:
    return one.start


def _end(one: Scored) -> int:
    return one.end


def _within(span: Span, terms: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in terms)
