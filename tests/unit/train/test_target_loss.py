"""In chunks the cross-entropy and its gradients are those of all logits at once."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from residency.errors import NotSupportedYet
from residency.train.target_loss import TargetLoss

WORDS, WIDTH, TARGETS = 50, 8, 23


def made(dtype: torch.dtype = torch.float32) -> tuple[nn.Linear, torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    head = nn.Linear(WIDTH, WORDS, bias=False, dtype=dtype)
    hidden = torch.randn(TARGETS, WIDTH, dtype=dtype, requires_grad=True)
    return head, hidden, torch.randint(0, WORDS, (TARGETS,))


def at_once(
    head: nn.Linear, hidden: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    losses = functional.cross_entropy(head(hidden).float(), labels, reduction="none")
    return losses.sum(), losses


def gradients(loss: torch.Tensor, *of: torch.Tensor) -> list[torch.Tensor]:
    return list(torch.autograd.grad(loss / 7, of))


@pytest.mark.parametrize("rows", [1, 4, 22, 23, 100])
def test_the_sum_the_losses_and_the_gradients_are_the_same(rows: int) -> None:
    head, hidden, labels = made()
    summed, losses = TargetLoss(head, rows * WORDS)(hidden, labels)
    right, each = at_once(head, hidden, labels)
    torch.testing.assert_close(summed, right, rtol=1e-6, atol=0)
    torch.testing.assert_close(losses, each, rtol=1e-6, atol=1e-6)
    assert not losses.requires_grad
    ours = gradients(summed, hidden, head.weight)
    theirs = gradients(right, hidden, head.weight)
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-7)


def test_many_chunks_in_bf16_lose_no_small_gradients() -> None:
    """As near to fp32 as one product is; added up in bf16 it would be worse by the chunks."""
    head, hidden, labels = made(torch.bfloat16)
    right = gradients(at_once(head, hidden, labels)[0], head.weight)[0].float()
    ours = gradients(TargetLoss(head, WORDS)(hidden, labels)[0], head.weight)[0].float()
    assert float((ours - right).norm() / right.norm()) < 2**-8


@pytest.mark.parametrize("rows", [4, 100])
def test_under_autocast_weights_stay_fp32(rows: int) -> None:
    head, hidden, labels = made()
    with torch.autocast("cpu", torch.bfloat16):
        summed, _ = TargetLoss(head, rows * WORDS)(hidden, labels)
        right, _ = at_once(head, hidden, labels)
    ours = gradients(summed, hidden, head.weight)
    theirs = gradients(right, hidden, head.weight)
    assert [g.dtype for g in ours] == [torch.float32] * 2
    torch.testing.assert_close(ours, theirs, rtol=0.05, atol=0.01)


def test_without_a_target_the_gradients_are_zero_and_not_none() -> None:
    head, hidden, labels = made()
    summed, losses = TargetLoss(head, WORDS)(hidden[:0], labels[:0])
    assert (summed.item(), len(losses)) == (0.0, 0)
    summed.backward()
    assert head.weight.grad is not None
    assert not head.weight.grad.any()
    assert hidden.grad is not None


def test_a_frozen_head_passes_gradients_on() -> None:
    head, hidden, labels = made()
    head.weight.requires_grad_(False)
    summed, _ = TargetLoss(head, 4 * WORDS)(hidden, labels)
    torch.testing.assert_close(
        gradients(summed, hidden),
        gradients(at_once(head, hidden, labels)[0], hidden),
        rtol=1e-5,
        atol=1e-7,
    )


def test_tied_embeddings_get_the_sum_of_both_gradients() -> None:
    head, _, labels = made()
    words = nn.Embedding(WORDS, WIDTH)
    words.weight = head.weight
    loss = TargetLoss(head, 4 * WORDS)
    ours = gradients(loss(words(labels.flip(0)), labels)[0], head.weight)
    theirs = gradients(at_once(head, words(labels.flip(0)), labels)[0], head.weight)
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("head", [nn.Linear(4, 9), nn.Sequential()])
def test_another_head_is_refused(head: nn.Module) -> None:
    with pytest.raises(NotSupportedYet):
        TargetLoss(head, WORDS)
