"""A stage beside what its paper says of it, and the GPU that a person named."""

from __future__ import annotations

from dataclasses import dataclass

from residency.plan.budget import StagePlan
from residency.plan.hardware import GB, GPUS, Gpu, known_gpu
from residency.plan.host import HostPlan
from residency.spec.training import Attention, Published

_DEFAULT_CARD = "h100"  # hours are stated for it where neither the person nor a paper names one
_ROOM = 8  # GPUs of a machine, as placement.gpusPerNode has it


@dataclass(frozen=True, slots=True)
class Priced:
    """A stage, and what its paper says of it."""

    plan: StagePlan
    published: Published | None
    gpu: Gpu | None  # the one that the person named
    room: int = _ROOM  # GPUs of one machine

    @property
    def attention(self) -> Attention:
        """What the recipe says."""
        return self.plan.work.execution.attention

    @property
    def timed_on(self) -> Gpu:
        """The GPU that hours are stated for."""
        named = self.published.gpu if self.published else _DEFAULT_CARD
        return self.gpu or known_gpu(named) or GPUS[_DEFAULT_CARD]

    @property
    def host(self) -> HostPlan:
        """What a machine of its ranks holds beside its GPUs."""
        return self.plan.host(self.room)


def gigabytes(number: float) -> str:
    """Decimal gigabytes, as GPUs are labelled."""
    return f"{number / GB:.1f} GB" if number >= GB / 10 else f"{number / 10**6:.1f} MB"
