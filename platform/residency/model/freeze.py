"""Which parameters a stage trains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from torch import nn

from residency.model.parts import check_globs, is_trained, part_of
from residency.spec.training import Part


@dataclass(frozen=True, slots=True)
class PartCount:
    """Parameters of one part."""

    part: Part
    trained: int
    frozen: int

    @property
    def total(self) -> int:
        """All parameters of the part."""
        return self.trained + self.frozen


@dataclass(frozen=True, slots=True)
class FreezeTable:
    """Parameters by part, in the order in which `Part` lists them."""

    parts: tuple[PartCount, ...]

    @property
    def trained(self) -> int:
        """Parameters that receive gradients."""
        return sum(row.trained for row in self.parts)

    @property
    def total(self) -> int:
        """All parameters of the model."""
        return sum(row.total for row in self.parts)


def freeze(model: nn.Module, globs: Sequence[str]) -> FreezeTable:
    """Set requires_grad by the globs of a stage. Raises SpecError for one that matches nothing."""
    parameters = dict(model.named_parameters())
    check_globs(parameters, globs)
    for name, parameter in parameters.items():
        parameter.requires_grad_(is_trained(name, globs))
    return tabulate({name: parameter_size(p) for name, p in parameters.items()}, globs)


def parameter_size(parameter: nn.Parameter) -> int:
    """Elements, whole also where ZeRO-3 keeps a partition only (`ds_numel` is DeepSpeed's)."""
    return int(getattr(parameter, "ds_numel", parameter.numel()))


def tabulate(sizes: Mapping[str, int], globs: Iterable[str]) -> FreezeTable:
    """The table of a model with these parameters under a stage's globs."""
    globs = tuple(globs)
    trained, frozen = dict.fromkeys(Part, 0), dict.fromkeys(Part, 0)
    for name, size in sizes.items():
        side = trained if is_trained(name, globs) else frozen
        side[part_of(name)] += size
    return FreezeTable(
        tuple(
            PartCount(part, trained[part], frozen[part])
            for part in Part
            if trained[part] or frozen[part]
        )
    )
