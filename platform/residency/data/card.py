"""The data card: what went into a dataset, what came out, and what nobody checked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from residency.data.curate import Curated
from residency.data.deidentify import NOT_CHECKED
from residency.data.raw import Quarantined
from residency.data.sample import DataState, Sample
from residency.errors import DataError
from residency.spec.dataset import Dataset


class Side(BaseModel):
    """One side of the split."""

    model_config = ConfigDict(frozen=True)

    samples: int
    subjects: int
    images: int
    by_kind: Mapping[str, int]
    by_modality: Mapping[str, int]
    by_answer_type: Mapping[str, int]


class DataCard(BaseModel):
    """Counts are of source rows (files) unless they say samples."""

    model_config = ConfigDict(frozen=True)

    dataset: str
    licence: str
    state: DataState
    key_id: str
    rows_in: int
    rows_out: int
    rows_quarantined: int
    rows_dropped: int
    quarantined: Mapping[str, int]  # by reason
    dropped: Mapping[str, int]  # by filter
    train: Side
    heldout: Side
    not_checked: Sequence[str]

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, two spaces, a final newline."""
        return json.dumps(self.model_dump(mode="json"), indent=2, sort_keys=True) + "\n"


def make_card(
    dataset: Dataset,
    rows_in: int,
    quarantined: Sequence[Quarantined],
    curated: Curated,
    key_id: str,
) -> DataCard:
    """Put the card together and check that no row was lost.

    Raises:
        DataError: in != out + quarantined + dropped, or more was quarantined than allowed.
    """
    dropped = sum(curated.dropped.values())
    _check_rows(dataset, rows_in, curated.records + len(quarantined) + dropped)
    check_quarantine(dataset, rows_in, quarantined)
    return DataCard(
        dataset=dataset.reference,
        licence=dataset.licence,
        state=DataState.DEIDENTIFIED,
        key_id=key_id,
        rows_in=rows_in,
        rows_out=curated.records,
        rows_quarantined=len(quarantined),
        rows_dropped=dropped,
        quarantined=_sorted(Counter(_reason(row) for row in quarantined)),
        dropped=dict(curated.dropped),
        train=_side(curated.of("train")),
        heldout=_side(curated.of("heldout")),
        not_checked=NOT_CHECKED if dataset.source.dicom else (),
    )


def check_quarantine(dataset: Dataset, rows_in: int, quarantined: Sequence[Quarantined]) -> None:
    """Fail when more than the recipe's share of the rows is quarantined.

    Raises:
        DataError: with the reasons and their counts.
    """
    share = len(quarantined) / rows_in if rows_in else 0.0
    if share <= dataset.quarantine_limit:
        return
    reasons = Counter(_reason(row) for row in quarantined).most_common()
    raise DataError(
        f"{dataset.reference}: {len(quarantined)} of {rows_in} rows ({share:.0%}) were "
        f"quarantined; the limit is {dataset.quarantine_limit:.0%}. "
        + "; ".join(f"{reason}: {count}" for reason, count in reasons),
        "Look into the step's quarantine list, or raise quarantineLimit.",
    )


def _check_rows(dataset: Dataset, rows_in: int, accounted: int) -> None:
    if rows_in != accounted:
        raise DataError(
            f"{dataset.reference}: {rows_in} rows came in, {accounted} are accounted for "
            "(out + quarantined + dropped).",
            "The source changed while it was read; run the step again.",
        )


def _reason(row: Quarantined) -> str:
    return f"{row.reason} ({row.detail})" if row.detail else row.reason


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _side(samples: Sequence[Sample]) -> Side:
    return Side(
        samples=len(samples),
        subjects=len({s.patient or s.study or s.source_key for s in samples}),
        images=sum(turn.images for s in samples for turn in s.turns),
        by_kind=_sorted(Counter(s.kind for s in samples)),
        by_modality=_sorted(Counter(s.attributes.get("modality", "none") for s in samples)),
        by_answer_type=_sorted(Counter(str(s.answer_type) for s in samples)),
    )
