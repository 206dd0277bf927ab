"""torch's DataLoader with whole batches, which workers make."""

from __future__ import annotations

from typing import Any

from torch.utils.data import BatchSampler, DataLoader, Dataset

WORKERS = 2


def loader(dataset: Dataset[Any], batches: BatchSampler) -> DataLoader[Any]:
    """Of a dataset that gives whole batches (`__getitems__`): nothing is left to collate."""
    return DataLoader(dataset, batch_sampler=batches, num_workers=WORKERS, collate_fn=_as_it_is)


def _as_it_is(batch: Any) -> Any:
    return batch
