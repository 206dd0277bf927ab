"""Records without identity: the only types that anything after the boundary accepts.

`prepare.boundary.deidentify` alone makes them of raw ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.outline import Outline, SampleOutline
from residency.data.pixels import Pixels
from residency.data.sample import Sample, Split, Turn, sample_id
from residency.spec.dataset import State


@dataclass(frozen=True, slots=True)
class Deidentified:
    """One decoded file, of which questions are asked later."""

    outline: Outline
    pixels: Pixels
    facts: tuple[str, ...] = ()  # what was found and done, `group/word` each, for counting
    sha256: str = ""  # keyed, of the source's bytes


@dataclass(frozen=True, slots=True)
class DeidentifiedSample:
    """One conversation whose side of the split is not decided yet. Images are PNG bytes."""

    outline: SampleOutline
    state: State
    kind: str
    turns: tuple[Turn, ...]
    answer: str
    alternatives: tuple[str, ...] = ()
    images: tuple[bytes, ...] = ()
    facts: tuple[str, ...] = ()
    sha256: str = ""  # keyed, of the source's text and images: a plain one would confirm guesses

    def on(self, split: Split, dataset: str) -> Sample:
        """The sample on one side, of the dataset `name@version`."""
        outline = self.outline
        return Sample(
            sample_id=sample_id(dataset, outline.source_key),
            dataset=dataset,
            source_key=outline.source_key,
            patient=outline.patient,
            study=outline.study,
            split=split,
            state=self.state,
            kind=self.kind,
            answer_type=outline.answer_type,
            answer=self.answer,
            alternatives=self.alternatives,
            turns=self.turns,
            images=self.images,
            image_digests=outline.pictures,
            image_hashes=outline.hashes,
            attributes=outline.attributes,
        )
