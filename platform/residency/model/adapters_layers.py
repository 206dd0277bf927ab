"""Which layers of a text model a low-rank adapter stands beside: counted and built by one rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from residency.errors import SpecError
from residency.model.parts import path_of
from residency.spec.model import Adapter, AdapterKind

_TEXT = "model.language_model."
_PACKED = ("gate_up_proj", "down_proj")


@dataclass(frozen=True, slots=True)
class Layer:
    """A product with weights: a linear layer, or the packed one of all experts of a block."""

    name: str  # in the model: of the module, or of the packed parameter
    path: str  # as a recipe's globs see it
    experts: int  # 0: a linear layer
    inputs: int
    outputs: int

    @property
    def place(self) -> str:
        """Where its adapters stand: packed layers share their block's path."""
        return self.path.rpartition(".")[0] if self.experts else self.path

    def answers_to(self, target: str) -> bool:
        """Whether an adapter's target means it: its path, or the end of it."""
        return self.path == target or self.path.endswith(f".{target}")

    def sizes(self, rank: int) -> dict[str, int]:
        """Elements of both matrices: A of [rank, inputs], B of [outputs, rank], an expert each."""
        copies = rank * max(1, self.experts)
        return {"lora_A": copies * self.inputs, "lora_B": copies * self.outputs}


def text_layers(model: nn.Module) -> tuple[Layer, ...]:
    """What an adapter may stand beside in a LLaVA model: all of its text model but the head."""
    return tuple(_layers(model))


def targeted(name: str, adapter: Adapter, layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """The layers that an adapter stands beside.

    Without targets: every linear layer of the text model but the head, as QLoRA (arXiv 2305.14314,
    section 4) found necessary to match full fine-tuning. Packed experts only where they are named:
    for them the sum of weight and adapter is made whole in each pass.

    Raises SpecError for a target that no layer has, and for dropout on packed experts, whose
    input does not stand by itself in the product.
    """
    where = f"model.adapters.{name}"
    for target in adapter.targets:
        if not any(layer.answers_to(target) for layer in layers):
            known = sorted({layer.path.rpartition(".")[2] for layer in layers})
            raise SpecError(
                f"{where}.targets: {target!r} is no layer of the text model.",
                f"Its layers are {', '.join(known)}.",
            )
    if adapter.targets:
        found = [one for one in layers if any(map(one.answers_to, adapter.targets))]
    else:
        found = [one for one in layers if not one.experts]
    packed = sorted({one.path.rpartition(".")[2] for one in found if one.experts})
    if packed and adapter.dropout and adapter.kind is AdapterKind.LORA:
        raise SpecError(
            f"{where}.dropout is {adapter.dropout:g}, and its targets have packed experts "
            f"({', '.join(packed)}), whose adapters take none.",
            f"Set {where}.dropout to 0, or give the experts an adapter of their own.",
        )
    return tuple(found)


def _layers(model: nn.Module) -> Iterator[Layer]:
    for name, module in model.named_modules():
        if not name.startswith(_TEXT):
            continue
        path = path_of(f"{name}.weight").removesuffix(".weight")
        if isinstance(module, nn.Linear):
            yield Layer(name, path, 0, module.in_features, module.out_features)
        for packed in _PACKED:
            tensor = getattr(module, packed, None)
            if isinstance(tensor, nn.Parameter) and len(shape := _shape(tensor)) == 3:
                yield Layer(f"{name}.{packed}", f"{path}.{packed}", *shape)


def _shape(parameter: nn.Parameter) -> torch.Size:
    """The whole one, also where ZeRO-3 keeps a partition only (`ds_shape` is DeepSpeed's)."""
    shape: torch.Size = getattr(parameter, "ds_shape", parameter.shape)
    return shape
