"""Parameter groups of the optimiser: a recipe may give parts a learning rate of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import nn

from residency.model.parts import is_trained
from residency.spec.training import Optimizer


@dataclass(frozen=True, slots=True)
class Group:
    """Trained parameters that share a learning rate and a weight decay."""

    names: tuple[str, ...]
    lr: float
    weight_decay: float


def group_parameters(parameters: Mapping[str, nn.Parameter], recipe: Optimizer) -> list[Group]:
    """Trained parameters by the first group of the recipe that matches, the rest together."""
    rates = [(g.match, g.lr, g.weight_decay) for g in recipe.groups]
    names: list[list[str]] = [[] for _ in range(len(rates) + 1)]
    for name, parameter in parameters.items():
        if parameter.requires_grad:
            names[_first_match(name, [match for match, _, _ in rates])].append(name)
    decay = recipe.weight_decay
    values = [(lr, decay if own is None else own) for _, lr, own in rates]
    values.append((recipe.lr, decay))
    return [Group(tuple(n), lr, wd) for n, (lr, wd) in zip(names, values, strict=True) if n]


def _first_match(name: str, globs: Sequence[str]) -> int:
    for number, glob in enumerate(globs):
        if is_trained(name, (glob,)):
            return number
    return len(globs)
