"""The data card: what went into a dataset, what came out, and what nobody checked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from residency.data.deid.report import DeidentificationReport
from residency.data.tally import Side, Spread, in_order
from residency.errors import DataError
from residency.spec.dataset import Dataset, State


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of the rows that were read: kept, quarantined by reason, dropped by name.

    Dropped are what a filter objects to, and rows that a layout passes over.
    """

    read: int
    out: int
    quarantined: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        """How many were quarantined."""
        return sum(self.quarantined.values())


class Contents(BaseModel):
    """What is in the dataset."""

    model_config = ConfigDict(frozen=True)

    train: Side
    heldout: Side
    formats: Mapping[str, int]  # of the source's files
    characters: Spread | None = None  # of a record's text
    shorter_side: Spread | None = None  # of pictures as stored, in pixels
    duplicates: int = 0  # records that are kept and equal another in text and pictures
    sources_sha256: str = ""  # over (pseudonym of the name, keyed digest) of every record


class DataCard(BaseModel):
    """Counts are of source rows (files, or rows of a table) unless they say samples."""

    model_config = ConfigDict(frozen=True)

    dataset: str
    licence: str
    state: State
    key_id: str
    rows_in: int
    rows_out: int
    rows_quarantined: int
    rows_dropped: int
    quarantined: Mapping[str, int]  # by reason
    dropped: Mapping[str, int]  # by filter, or by why a row is no sample
    train: Side
    heldout: Side
    formats: Mapping[str, int]
    characters: Spread | None
    shorter_side: Spread | None
    duplicates: int
    sources_sha256: str
    deidentification: DeidentificationReport
    not_checked: Sequence[str]

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, two spaces, a final newline."""
        return json.dumps(self.model_dump(mode="json"), indent=2, sort_keys=True) + "\n"


def make_card(
    dataset: Dataset, fates: Fates, contents: Contents, report: DeidentificationReport
) -> DataCard:
    """Put the card together.

    Raises:
        DataError: in != out + quarantined + dropped, or more was quarantined than allowed.
    """
    check_balance(dataset.reference, fates)
    check_quarantine(dataset, fates)
    return DataCard(
        dataset=dataset.reference,
        licence=dataset.licence,
        state=report.reached,
        key_id=report.key_id,
        rows_in=fates.read,
        rows_out=fates.out,
        rows_quarantined=fates.lost,
        rows_dropped=sum(fates.dropped.values()),
        quarantined=in_order(fates.quarantined),
        dropped=dict(fates.dropped),
        deidentification=report,
        not_checked=report.not_checked,
        **dict(contents),
    )


def check_quarantine(dataset: Dataset, fates: Fates) -> None:
    """Fail when more than the recipe's share of the rows is quarantined.

    Raises:
        DataError: with the reasons and their counts.
    """
    share = fates.lost / fates.read if fates.read else 0.0
    if share <= dataset.quarantine_limit:
        return
    reasons = Counter(fates.quarantined).most_common()
    raise DataError(
        f"{dataset.reference}: {fates.lost} of {fates.read} rows ({share:.0%}) were "
        f"quarantined; the limit is {dataset.quarantine_limit:.0%}. "
        + "; ".join(f"{reason}: {count}" for reason, count in reasons),
        "Look into the step's quarantine list, or raise quarantineLimit.",
    )


def check_balance(dataset: str, fates: Fates) -> None:
    """Raise DataError unless in = out + quarantined + dropped."""
    accounted = fates.out + fates.lost + sum(fates.dropped.values())
    if fates.read != accounted:
        raise DataError(
            f"{dataset}: {fates.read} rows came in, {accounted} are accounted for "
            "(out + quarantined + dropped).",
            "The source changed while it was read; run the step again.",
        )
