"""The balancing loss of a batch is that of its parts, once the experts' usage is the batch's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from transformers.models.gpt_oss.modeling_gpt_oss import load_balancing_loss_func

from residency.errors import SpecError
from residency.model.build import build_config, build_model, set_dropout
from residency.model.words import load_words
from residency.spec.training import Precision
from residency.train.data import MicroBatch, PackedRows, Sharing, step_batch
from residency.train.loss import LossModel, inputs_of
from residency.train.plain import PlainEngine
from residency.train.router import Routed, Routers, Usage, counts, probability_sums
from tests.tiny import SIDE, tiny_model, tiny_shards, tiny_tokenizer, tiny_work

CPU = torch.device("cpu")
LAYERS, TOKENS, EXPERTS, CHOSEN = 3, 20, 5, 2


def said_of(tokens: int) -> list[Routed]:
    logits = [2 * torch.randn(tokens, EXPERTS, requires_grad=True) for _ in range(LAYERS)]
    return [Routed(one, one.topk(CHOSEN).indices) for one in logits]


def part(said: list[Routed], rows: slice) -> list[Routed]:
    return [Routed(one.logits[rows], one.chosen[rows]) for one in said]


def test_parts_add_up_to_transformers_loss_of_the_whole() -> None:
    torch.manual_seed(0)
    said = said_of(TOKENS)
    segments = torch.tensor([[1] * 12 + [2] * 5 + [0] * 3])  # padding does not count
    usage = Usage(counts(said, segments), 17)
    logits: Any = tuple(one.logits for one in said)
    right = load_balancing_loss_func(logits, EXPERTS, CHOSEN, segments > 0)
    parts = [slice(0, 7), slice(7, 20)]
    balance = sum(
        usage.balance(probability_sums(part(said, rows), segments[:, rows])) for rows in parts
    )
    torch.testing.assert_close(balance, right, rtol=1e-6, atol=0)
    leaves = [one.logits for one in said]
    torch.testing.assert_close(
        torch.autograd.grad(balance, leaves, retain_graph=True),
        torch.autograd.grad(right, leaves),
        rtol=1e-5,
        atol=1e-8,
    )


def test_the_busiest_and_the_idlest_expert_are_of_one_layer() -> None:
    usage = Usage(torch.tensor([[9, 1, 10], [4, 10, 6]]), 10)
    assert usage.figures() == {"experts.busiest": 1.0, "experts.idlest": 0.1}


def test_a_model_without_routers_cannot_be_balanced() -> None:
    with pytest.raises(SpecError, match=r"loss\.routerBalance"):
        Routers(nn.Linear(2, 2))


@pytest.fixture
def rows(tmp_path: Path) -> PackedRows:
    tokenizer = tiny_tokenizer(tmp_path / "tokenizer")
    return PackedRows(tiny_shards(tmp_path / "s", tokenizer, [1, 0, 2, 1, 0, 0, 1, 1, 0, 1]))


@pytest.fixture
def make_module(tmp_path: Path, rows: PackedRows) -> Callable[[], LossModel]:
    def make() -> LossModel:
        config = build_config(tiny_model(), load_words(tmp_path / "tokenizer"))
        return LossModel(build_model(config, seed=1, dtype=torch.float32), balance=True)

    return make


def taken(module: LossModel, batch: MicroBatch) -> tuple[float, list[torch.Tensor | None]]:
    """The balancing loss alone, and its gradients."""
    module.zero_grad()
    _, sums = module(**inputs_of(batch, CPU))
    balance = Usage(module.counts, batch.tokens).balance(sums)
    balance.backward()
    return balance.item(), [parameter.grad for parameter in module.parameters()]


def test_it_is_taken_where_llava_drops_it_checkpointed_or_not(
    rows: PackedRows, make_module: Callable[[], LossModel]
) -> None:
    module = make_module().train()
    batch = rows.batch(np.arange(2), SIDE)
    kept = taken(module, batch)
    module.model.activation_checkpointing_enable({"use_reentrant": False})  # type: ignore[no-untyped-call]
    again = taken(module, batch)
    assert kept[0] == again[0] > 1.0  # at least top-k when perfectly even
    for one, other in zip(kept[1], again[1], strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    routers = [p.grad for n, p in module.named_parameters() if "router.weight" in n]
    assert len(routers) == 3
    assert all(g is not None and g.any() for g in routers)


def test_a_recomputation_is_not_heard(
    rows: PackedRows, make_module: Callable[[], LossModel]
) -> None:
    module = make_module().train()
    module.model.activation_checkpointing_enable({"use_reentrant": False})  # type: ignore[no-untyped-call]
    assert module._routers is not None
    embedded = torch.randn(1, 6, 32, requires_grad=True)
    with module._routers.heard() as said:
        out = module.model.model.language_model(inputs_embeds=embedded, use_cache=False)
    out.last_hidden_state.sum().backward()
    assert len(said) == 3


def test_what_is_counted_beforehand_is_what_training_does(
    rows: PackedRows, make_module: Callable[[], LossModel]
) -> None:
    """With dropout: random numbers are drawn twice, the same ones."""
    module = make_module()
    set_dropout(module.model, 0.5)
    engine = PlainEngine(module, tiny_work().identity.optimizer, Precision.FP32, 0.1)
    batch = step_batch(rows, 0, 0, Sharing(4, 1), SIDE)
    torch.manual_seed(5)
    totals = engine.counted(batch)
    assert totals.usage is not None
    found = []
    for micro in batch.micro_batches:
        engine.accumulate(micro, totals)
        found.append(module.counts)
    assert torch.equal(torch.stack(found).sum(0), totals.usage.counts)
    assert len({tuple(counted.flatten().tolist()) for counted in found}) == 4


def test_one_micro_batch_counts_itself(
    rows: PackedRows, make_module: Callable[[], LossModel]
) -> None:
    engine = PlainEngine(make_module(), tiny_work().identity.optimizer, Precision.FP32, 0.1)
    batch = step_batch(rows, 0, 0, Sharing(2, 2), SIDE)
    assert engine.counted(batch) is batch.totals
    usage = engine.accumulate(batch.micro_batches[0], batch.totals).usage
    assert usage is not None
    assert int(usage.counts.sum()) == 3 * 2 * batch.totals.tokens
