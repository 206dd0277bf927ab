"""What de-identification works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from residency.data.pseudonym import TenantKey
from residency.ports import Scrubber, TextDetector
from residency.spec.dataset import Dataset, PixelPolicy, State


@dataclass(frozen=True, slots=True)
class Finders:
    """What finds identity. They travel to worker processes, and load their models there."""

    scrubber: Scrubber  # in text
    detector: TextDetector  # in pictures


@dataclass(frozen=True, slots=True)
class Rules:
    """What is done to a dataset follows from what a person declared of it.

    Of a `raw` one everything is searched; of another one headers are cleaned and pictures are
    encoded anew, and that person answers for text and pixels.
    """

    declared: State
    policy: PixelPolicy = field(default_factory=PixelPolicy)
    numbering: str = ""  # whose patient ids these are; empty: the tenant's own

    @property
    def searches(self) -> bool:
        """Whether text is searched for identity."""
        return self.declared is State.RAW

    @property
    def searches_pixels(self) -> bool:
        """Whether pixels are searched for text."""
        return self.searches and self.policy.search

    @property
    def reached(self) -> State:
        """What the dataset is afterwards."""
        return self.declared.ingested


@dataclass(frozen=True, slots=True)
class Tools:
    """Keys, rules and finders for the records of one dataset."""

    key: TenantKey
    rules: Rules
    finders: Finders

    def person(self, domain: Literal["patient", "study"], value: str) -> str:
        """The pseudonym of a patient or study: the same in all sets of one numbering."""
        numbering = self.rules.numbering
        return self.key.pseudonym(f"{domain} of {numbering}" if numbering else domain, value)


def rules_of(dataset: Dataset) -> Rules:
    """The rules that a recipe gives for a dataset."""
    dicom = dataset.source.dicom
    policy = dicom.pixels if dicom else PixelPolicy()
    return Rules(dataset.state, policy, dataset.numbering)
