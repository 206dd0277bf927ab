"""Logistic regression over hashed features, by sparse Adam, in fp32 on one CPU core."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy

from scripts.word_tagger.examples import Row

EPOCHS, RATE, BATCH = 3, 0.02, 2048
DROPPED = 0.15  # share of the features of each word that a step does not see


def fit(rows: Sequence[Row], bits: int, seed: int) -> NDArray[np.float32]:
    """[2 ** bits, 3]: weights of name, place and other against nothing."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    table = torch.nn.EmbeddingBag(1 << bits, 4, mode="sum", sparse=True)
    torch.nn.init.zeros_(table.weight)
    optimizer = torch.optim.SparseAdam(table.parameters(), lr=RATE)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        order = torch.randperm(len(rows)).tolist()
        losses = [
            _step(table, optimizer, [rows[index] for index in order[start : start + BATCH]])
            for start in range(0, len(order), BATCH)
        ]
        print(f"epoch {epoch}: loss {np.mean(losses):.5f}", flush=True)
    weights: NDArray[np.float32] = table.weight.detach().numpy()
    return weights[:, 1:] - weights[:, :1]


def _step(
    table: torch.nn.EmbeddingBag, optimizer: torch.optim.Optimizer, rows: Sequence[Row]
) -> float:
    ids = torch.from_numpy(np.concatenate([row.ids for row in rows]).astype(np.int64))
    starts = torch.from_numpy(np.cumsum([0, *(len(row.ids) for row in rows[:-1])]))
    kept = (torch.rand(len(ids)) > DROPPED).float() / (1 - DROPPED)
    logits = table(ids, starts, per_sample_weights=kept)
    kinds = torch.tensor([row.kind for row in rows])
    weights = torch.tensor([row.weight for row in rows])
    loss = (cross_entropy(logits, kinds, reduction="none") * weights).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
