"""Scores of predicted spans: identifiers wholly covered, clinical terms left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.safe_harbor.note import Label, Note
from residency.data.deid.findings import Span
from residency.data.deid.safe_harbor import SafeHarbor
from residency.evaluate.interval import wilson

HEADER = ("class", "found", "of", "recall", "95% interval")


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with Wilson's 95% interval."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share; 0 where there was nothing to count."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95%, by Wilson's score."""
        return wilson(self.hits, self.n)


@dataclass(frozen=True, slots=True)
class Scores:
    """Recall of all, by kind and by (kind, subclass); share of clinical terms kept, by group."""

    recall: Share
    kinds: dict[SafeHarbor, Share]
    subclasses: dict[tuple[SafeHarbor, str], Share]
    kept: Share
    groups: dict[str, Share]

    @property
    def worst(self) -> SafeHarbor:
        """The kind of the least recall. Raises ValueError where no identifier was scored."""
        return min(self.kinds, key=lambda kind: (self.kinds[kind].value, kind.value))

    def table(self) -> str:
        """One line a kind, its subclasses beneath, then the clinical terms."""
        rows = [HEADER, _cells("all identifiers", self.recall)]
        for kind in sorted(self.kinds):
            rows.append(_cells(kind.value, self.kinds[kind]))
            rows += [
                _cells(f"  {subclass}", share)
                for (of, subclass), share in sorted(self.subclasses.items())
                if of == kind
            ]
        rows.append(_cells("clinical terms kept", self.kept))
        rows += [_cells(f"  {group}", share) for group, share in sorted(self.groups.items())]
        widths = [max(len(row[n]) for row in rows) for n in range(len(HEADER))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        worst = f"worst class: {self.worst.value}, {self.kinds[self.worst].value:.4f}"
        return "\n".join([*lines, worst])


def score(notes: Sequence[Note], predicted: Sequence[Sequence[Span]]) -> Scores:
    """Compare note by note. Raises ValueError where the two differ in length.

    An identifier is found when each of its letters and digits lies in a span of any kind: one
    letter left can be enough to read the rest. A clinical term is kept when no span touches it.
    """
    found: dict[tuple[SafeHarbor, str], list[bool]] = defaultdict(list)
    kept: dict[str, list[bool]] = defaultdict(list)
    for note, spans in zip(notes, predicted, strict=True):
        covered = _covered(spans)
        for label in note.identifiers:
            found[label.kind, label.subclass].append(_found(note.text, label, covered))
        for term in note.clinical:
            kept[term.group].append(covered.isdisjoint(range(term.start, term.end)))
    kinds: dict[SafeHarbor, list[bool]] = defaultdict(list)
    for (kind, _), hits in found.items():
        kinds[kind] += hits
    return Scores(
        recall=_share([hit for hits in found.values() for hit in hits]),
        kinds={kind: _share(hits) for kind, hits in kinds.items()},
        subclasses={key: _share(hits) for key, hits in found.items()},
        kept=_share([hit for hits in kept.values() for hit in hits]),
        groups={group: _share(hits) for group, hits in kept.items()},
    )


def _covered(spans: Sequence[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def _found(text: str, label: Label, covered: set[int]) -> bool:
    places = range(label.start, label.end)
    return all(place in covered for place in places if text[place].isalnum())


def _share(hits: Sequence[bool]) -> Share:
    return Share(sum(hits), len(hits))


def _cells(name: str, share: Share) -> tuple[str, ...]:
    low, high = share.interval
    return name, str(share.hits), str(share.n), f"{share.value:.4f}", f"{low:.4f}-{high:.4f}"
