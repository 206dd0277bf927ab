"""Low-rank adapters (LoRA, arXiv 2106.09685) beside a model's layers, by peft.

Modules are changed in place and keep their names but for `base_layer`: the model stays the class
that it is. An adapter starts anew in every stage, since a stage's export merges it into the
weights (residency.model.adapters_merge).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import nn

from residency.errors import NotSupportedYet, SpecError
from residency.model.adapters_layers import Layer, targeted, text_layers
from residency.plan.choice import chosen_adapters
from residency.spec.model import Adapter, AdapterKind

if TYPE_CHECKING:
    from peft import LoraConfig


def add_adapters(
    model: nn.Module, adapters: Mapping[str, Adapter], train: Sequence[str], *, seed: int
) -> tuple[str, ...]:
    """Put the adapters that a stage's globs name into the model; returns their names.

    A is drawn from the seed in fp32, then rounded to the layer's numbers, B is zero: before the
    first step the model computes what it did. Raises SpecError where targets or dropout do not
    fit or two adapters meet on a layer, NotSupportedYet for kinds of later versions.
    """
    names = chosen_adapters(adapters, train)
    if not names:
        return names
    layers = text_layers(model)
    found = {name: targeted(name, adapters[name], layers) for name in names}
    _refuse_meetings(found)
    for name in names:
        _refuse_kind(name, adapters[name])
    torch.manual_seed(seed)
    inject(model, {name: _config(adapters[name], found[name]) for name in names})
    return names


def inject(model: nn.Module, configs: Mapping[str, LoraConfig]) -> None:
    """Put adapters into a model that has none, all of them at work."""
    # Half a second, which stages without adapters need not wait for.
    from peft.tuners.lora import LoraLayer, LoraModel

    first, *others = configs
    tuner = LoraModel(model, dict(configs), first)  # type: ignore[no-untyped-call,unused-ignore]
    for name in others:
        tuner.inject_adapter(model, name)
    for module in model.modules():
        if isinstance(module, LoraLayer):
            # peft switches all layers to the last adapter, also those that do not have it.
            module.set_adapter(list(module.lora_A))


def configs_of(model: nn.Module) -> Mapping[str, LoraConfig]:
    """The adapters that were put into a model, as peft describes them."""
    found: Mapping[str, LoraConfig] = getattr(model, "peft_config", {})
    return found


def _config(adapter: Adapter, layers: Sequence[Layer]) -> LoraConfig:
    """Layers by their whole names: `q_proj` alone would adapt the vision tower's too."""
    from peft import LoraConfig

    return LoraConfig(
        r=adapter.rank,
        lora_alpha=adapter.alpha,  # type: ignore[arg-type]  # annotated as int, used as a number
        lora_dropout=adapter.dropout,
        target_modules=[layer.name for layer in layers if not layer.experts],
        target_parameters=[layer.name for layer in layers if layer.experts],
    )


def _refuse_kind(name: str, adapter: Adapter) -> None:
    if adapter.kind is not AdapterKind.LORA:
        raise NotSupportedYet(
            f"not supported yet: {adapter.kind.value} adapters (model.adapters.{name})",
            "Use kind: lora, or leave the adapter out of `train`.",
        )


def _refuse_meetings(found: Mapping[str, Sequence[Layer]]) -> None:
    """One product has one adapter, or neither could be told apart when they are merged."""
    owners: dict[str, str] = {}
    for name, layers in found.items():
        for layer in layers:
            other = owners.setdefault(layer.place, name)
            if other != name:
                raise SpecError(
                    f"model.adapters: {other} and {name} both stand beside {layer.place}, and "
                    "this stage trains both.",
                    "Give them different targets, or train them in stages of their own.",
                )
