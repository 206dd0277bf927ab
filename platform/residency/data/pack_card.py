"""What became of the samples of a mixture: counts, warnings, and the card of a pack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from residency.data.pack import TOO_LONG
from residency.data.shards import ShardIndex
from residency.errors import DataError
from residency.plan.record import Rows

CONTAMINATED = "contaminated"
"""Name under which samples that a benchmark holds too are counted as dropped."""

NOT_DRAWN = "not drawn"
"""Name under which samples that `maxEpochs` leaves out are counted as dropped."""

WARN_SHARE = 0.05
"""A dataset that loses more of its samples because they are too long is warned of."""


@dataclass(frozen=True, slots=True)
class EntryFate:
    """The samples of one entry of the mixture, before it is drawn from."""

    dataset: str
    read: int
    dropped: Mapping[str, int]  # by reason
    longest: int  # tokens

    def require_some(self, length: int) -> None:
        """Raise DataError where there were samples, and none of them can be packed."""
        lost = sum(self.dropped.values())
        if self.read and self.read == lost:
            why = ", ".join(f"{count} {reason}" for reason, count in sorted(self.dropped.items()))
            raise DataError(
                f"No sample of {self.dataset!r} can be packed into {length} tokens: {why} "
                f"(the longest has {self.longest}).",
                "Lengthen sequence.length, or take the dataset out of the mixture.",
            )


def account(fates: Sequence[EntryFate], drawn: int) -> Rows:
    """Every sample once: read = out + dropped, by reason."""
    read = sum(fate.read for fate in fates)
    dropped = dict.fromkeys((TOO_LONG, CONTAMINATED), 0)
    for fate in fates:
        for reason, count in fate.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + count
    left = read - drawn - sum(dropped.values())
    return Rows(read=read, out=drawn, dropped=dropped | ({NOT_DRAWN: left} if left else {}))


def warnings_of(fates: Sequence[EntryFate], length: int) -> list[str]:
    """A line for each dataset of which more than WARN_SHARE is too long."""
    return [
        f"{fate.dataset}: {fate.dropped[TOO_LONG]} of {fate.read} samples are longer than "
        f"{length} tokens, the longest has {fate.longest}"
        for fate in fates
        if fate.dropped.get(TOO_LONG, 0) > WARN_SHARE * fate.read
    ]


def pack_card(index: ShardIndex, rows: Rows, warnings: Sequence[str], least_padding: float) -> str:
    """Canonical JSON: sorted keys, two spaces, a final newline.

    `least_padding` stands beside the share that there is: what no packing could do without.
    """
    samples: dict[str, int] = {}
    for share in index.mixture:
        samples[share.dataset] = samples.get(share.dataset, 0) + share.samples
    card = {
        "samples": samples,
        "dropped": dict(rows.dropped),
        "warnings": list(warnings),
        "least_padding_share": least_padding,
        **index.model_dump(mode="json", exclude={"files", "samples"}),
    }
    return json.dumps(card, indent=2, sort_keys=True) + "\n"
