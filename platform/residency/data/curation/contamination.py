"""What a training sample shares with a benchmark, and how strongly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from residency.data.curation.footprint import Footprint
from residency.data.curation.image_hashes import HashIndex
from residency.data.curation.ngrams import index_ngrams
from residency.spec.decontamination import Decontamination


class Match(StrEnum):
    """How a sample meets a benchmark, the strongest first."""

    TRIPLE = "triple"  # the same pictures, question and answer; an exact match as well
    EXACT = "exact"  # the same pixels; without pictures, the same text
    NEAR = "near"  # pictures that look alike, texts that are nearly equal or share a long run
    PATIENT = "patient"  # the same patient or study


@dataclass(frozen=True, slots=True)
class Hit:
    """A training sample that meets a benchmark."""

    sample_id: str
    benchmark: str
    matches: frozenset[Match]
    met: frozenset[str]  # what of the benchmark it meets: keys of its index

    @property
    def strongest(self) -> Match:
        """The match that the sample is listed under."""
        return next(match for match in Match if match in self.matches)

    def joined(self, other: Hit) -> Hit:
        """What both say of one sample and one benchmark."""
        return Hit(
            self.sample_id, self.benchmark, self.matches | other.matches, self.met | other.met
        )


class BenchmarkIndex:
    """The samples of one benchmark, found by what another sample may share with them.

    `texts[i]` is the text of sample i where it is long, else None. Nearly equal texts are found
    by a search of their own over both sides (`near_text`).
    """

    def __init__(
        self,
        name: str,
        footprints: Sequence[Footprint],
        texts: Sequence[str | None],
        rules: Decontamination,
    ) -> None:
        self.name = name
        self.rows = len(footprints)
        self._samples: dict[str, set[int]] = defaultdict(set)
        for number, one in enumerate(footprints):
            for _, key in _keys(one):
                self._samples[key].add(number)
            for value in one.hashes:
                self._samples[_hash_key(value)].add(number)
        hashes = {value for one in footprints for value in one.hashes}
        self._hashes = HashIndex(rules.hash_distance, hashes)
        self._long = [number for number, text in enumerate(texts) if text is not None]
        self._ngrams = index_ngrams([text for text in texts if text is not None], rules.ngram)

    def find(self, sample: Footprint, text: str | None = None) -> Hit | None:
        """What a training sample shares with the benchmark; `text`: its text where it is long."""
        found = [(match, key) for match, key in _keys(sample) if key in self._samples]
        found += [(Match.NEAR, key) for key in self._near(sample, text)]
        if not found:
            return None
        matches, met = (frozenset(side) for side in zip(*found, strict=True))
        return Hit(sample.sample_id, self.name, matches, met)

    def near_text(self, sample_id: str, number: int) -> Hit:
        """The hit of a sample whose text is nearly that of the benchmark's sample `number`."""
        return Hit(sample_id, self.name, frozenset({Match.NEAR}), frozenset({_row_key(number)}))

    def touched(self, hits: Iterable[Hit]) -> frozenset[int]:
        """The benchmark's samples that these hits meet."""
        keys = {key for hit in hits for key in hit.met}
        rows = (int(key.removeprefix(_ROW)) for key in keys if key.startswith(_ROW))
        known = (number for key in keys for number in self._samples.get(key, ()))
        return frozenset(rows) | frozenset(known)

    def _near(self, sample: Footprint, text: str | None) -> Iterator[str]:
        for value in sample.hashes:
            yield from map(_hash_key, self._hashes.near(value))
        if text is not None:
            yield from (_row_key(self._long[place]) for place in self._ngrams.find(text))


_IMAGE, _HASH, _ROW = "image ", "hash ", "row "


def shared_images(hits: Iterable[Hit]) -> int:
    """How many different pictures the hits share with their benchmark, pixel by pixel."""
    return len({key for hit in hits for key in hit.met if key.startswith(_IMAGE)})


def _keys(sample: Footprint) -> Iterator[tuple[Match, str]]:
    """What is compared for being equal, and what an equal one means."""
    yield from ((Match.EXACT, f"{_IMAGE}{digest}") for digest in sample.images)
    if sample.triple:
        yield Match.TRIPLE, f"triple {sample.triple}"
    if sample.text:
        yield Match.EXACT, f"text {sample.text}"
    if sample.patient:
        yield Match.PATIENT, f"patient {sample.patient}"
    if sample.study:
        yield Match.PATIENT, f"study {sample.study}"


def _hash_key(value: int) -> str:
    return f"{_HASH}{value:016x}"


def _row_key(number: int) -> str:
    return f"{_ROW}{number}"
