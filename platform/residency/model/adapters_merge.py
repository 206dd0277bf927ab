"""From weights with adapters beside them to the weights of a standard model, and the adapters.

A layer's product is x W + s x A B, which is x (W + s A B): the sum is made in fp32 and rounded
once, to the numbers that W has. peft itself says what s A B is, also of packed experts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors.torch import save_file
from torch import nn

from residency.model.adapters import inject
from residency.model.parts import adapter_of, bare_name

if TYPE_CHECKING:
    from peft import LoraConfig
    from peft.tuners.lora.layer import Linear, ParamWrapper

FOLDER = "adapters"
"""Below a model's folder, an adapter a folder. Not beside the weights: transformers would add an
adapter that it finds there to weights that have it already, and vLLM take it for weights."""
_WEIGHTS, _CONFIG = "adapter_model.safetensors", "adapter_config.json"
_PREFIX = "base_model.model."  # before the names in peft's files


@dataclass(frozen=True, slots=True)
class Adapted:
    """What was trained, taken apart."""

    weights: Mapping[str, torch.Tensor]  # of the standard model, adapters merged in
    adapters: Mapping[str, Mapping[str, torch.Tensor]]  # by adapter, names as peft's files have


def merge_adapters(
    bare: nn.Module, configs: Mapping[str, LoraConfig], weights: Mapping[str, torch.Tensor]
) -> Adapted:
    """Merge the adapters of `configs` in `weights`, the state of a model that has them.

    `bare` is a model without adapters, on the meta device, and of no use after this. The tensors
    of `weights` are not changed.
    """
    from peft.tuners.lora.layer import Linear, ParamWrapper

    inject(bare, configs)
    bare.load_state_dict(dict(weights), strict=True, assign=True)
    for module in bare.modules():
        if isinstance(module, Linear | ParamWrapper):
            _fold(module)
    whole = {
        bare_name(name): value
        for name, value in bare.state_dict().items()
        if adapter_of(name) is None
    }
    return Adapted(whole, {name: _own(name, weights) for name in configs})


def save_adapters(adapted: Adapted, configs: Mapping[str, LoraConfig], folder: Path) -> None:
    """Write each as peft does, below `folder`/adapters: it loads over what the stage started from.

    Numbers stay those that were trained in. Which model that was is in the step's record, by
    digest: a path would mean nothing elsewhere.
    """
    for name, tensors in adapted.adapters.items():
        own = folder / FOLDER / name
        own.mkdir(parents=True)
        save_file({key: value.detach().cpu().contiguous() for key, value in tensors.items()},
                  own / _WEIGHTS)  # fmt: skip
        text = json.dumps(_described(configs[name]), indent=2, sort_keys=True)
        (own / _CONFIG).write_text(text + "\n", encoding="utf-8")


def _fold(layer: Linear | ParamWrapper) -> None:
    """Replace a layer's weight by its sum with the adapters that stand beside it."""
    weight = _weight(layer)
    numbers = weight.dtype
    weight.data = weight.data.float()
    for matrices in (layer.lora_A, layer.lora_B):
        matrices.float()
    deltas = [layer.get_delta_weight(name) for name in layer.lora_A]
    weight.data = (weight.data + torch.stack(deltas).sum(0)).to(numbers)


def _weight(layer: Linear | ParamWrapper) -> nn.Parameter:
    packed = getattr(layer, "parameter_name", "weight")  # peft's wrapper of a packed parameter
    found: nn.Parameter = getattr(layer.get_base_layer(), packed)
    return found


def _own(name: str, weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        _PREFIX + parameter.replace(f".{name}.weight", ".weight"): value
        for parameter, value in weights.items()
        if adapter_of(parameter) == name
    }


def _described(config: LoraConfig) -> dict[str, object]:
    """As peft writes it, in an order that does not change from one process to the next."""
    values = config.to_dict()  # type: ignore[no-untyped-call,unused-ignore]
    values |= {"inference_mode": True}
    return {key: _ordered(value) for key, value in values.items()}


def _ordered(value: object) -> object:
    return sorted(value) if isinstance(value, set) else value
