"""fp32 arithmetic by a model whose weights stay bf16: a block is widened while it computes.

Each bf16 number is an fp32 number, so the results are those of the whole model in fp32, bit by
bit. Of gpt-oss-20b inside LLaVA that takes the fp32 bytes of its largest block, not of 21 billion
parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import torch
from torch import nn
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration


@contextmanager
def in_fp32(model: LlavaForConditionalGeneration) -> Iterator[None]:
    """Inside, the model computes as nn.Module.float would have it. Give it pixels in fp32."""
    with ExitStack() as hooks:
        for module in _blocks(model):
            block = _Block()
            before = module.register_forward_pre_hook(block.widen)
            after = module.register_forward_hook(block.restore, always_call=True)
            hooks.callback(before.remove)
            hooks.callback(after.remove)
        yield


def widest(model: LlavaForConditionalGeneration) -> int:
    """Bytes that `in_fp32` takes: the largest block's in fp32. Of a model without weights, too."""
    return max(4 * sum(p.numel() for p in block.parameters()) for block in _blocks(model))


def _blocks(model: LlavaForConditionalGeneration) -> Iterator[nn.Module]:
    """Modules that hold all parameters, and none inside another; tied weights are in two.

    Not smaller ones: a module may look at the type of a weight of its children (CLIP's
    embeddings do, transformers 5.23).
    """
    inner = model.model
    words = inner.language_model
    yield from (inner.vision_tower, inner.multi_modal_projector, model.get_input_embeddings())
    yield from words.layers
    yield from (words.norm, model.lm_head)


@dataclass(slots=True)
class _Block:
    """The weights of a block that computes, as they were."""

    kept: list[tuple[nn.Parameter, torch.Tensor]] = field(default_factory=list)

    def widen(self, module: nn.Module, _args: object) -> None:
        for parameter in module.parameters():
            self.kept.append((parameter, parameter.data))
            parameter.data = parameter.data.float()

    def restore(self, _module: nn.Module, _args: object, _output: object) -> None:
        for parameter, data in self.kept:
            parameter.data = data
        self.kept.clear()
