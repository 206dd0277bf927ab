"""Whether stages fit the memory of a GPU and of a machine, and what would make them fit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from residency.cli.render.priced import Priced, gigabytes
from residency.plan.budget import Remedy, StagePlan, remedy
from residency.plan.hardware import Gpu
from residency.plan.host import HostPlan, memory_bytes
from residency.spec.training import Attention


def problems(stages: Sequence[Priced]) -> tuple[str, ...]:
    """What does not fit the GPU that was named, or the memory that the recipe asks for, each with
    the least change that would."""
    return tuple(line for one in stages for line in _problems(one))


def least_change(one: Priced, gpu: Gpu) -> Remedy | None:
    """The least change that makes a stage fit; with another attention kernel if with none else."""
    found = remedy(one.plan, gpu, one.attention)
    if found is None and one.attention is Attention.EAGER:
        return _with_flash(one, gpu)
    return found


def _problems(one: Priced) -> Iterator[str]:
    if one.gpu is not None and one.plan.memory(one.attention).peak > one.gpu.usable:
        yield _too_large(one, one.gpu)
    host = one.host
    if _is_short(one.plan, host):
        yield (
            f"{one.plan.stage} has too little host memory: resources.memory is "
            f"{one.plan.work.resources.memory} a worker, {gigabytes(_granted(one.plan, host))} "
            f"for {_ranks(host)}, which need {gigabytes(host.machine)} there.\n"
            f"  It is enough with {one.plan.place}.resources.memory={host.gibibytes}Gi."
        )


def _too_large(one: Priced, gpu: Gpu) -> str:
    memory = one.plan.memory(one.attention)
    line = (
        f"{one.plan.stage} does not fit {gpu.title}: it needs {gigabytes(memory.peak)} of "
        f"{gigabytes(gpu.usable)} usable ({memory.worst}; {one.attention.value} attention)."
    )
    found = least_change(one, gpu)
    if found is None:
        return (
            f"{line}\n  No change of its execution makes it fit: take a GPU with more memory, or "
            "shorter rows."
        )
    changes = _changes(one.plan, found.changes)
    return f"{line}\n  It fits with {changes}: {gigabytes(found.peak)}{_offloaded(one, found)}."


def _offloaded(one: Priced, found: Remedy) -> str:
    """What the machine has to hold instead: as bytes, and as the recipe would ask for them."""
    if not found.changes.get("offload"):
        return ""
    host = found.stage.host(one.room)
    told = (
        f", and {gigabytes(host.rank)} of host memory a rank, "
        f"{gigabytes(host.machine)} for {_ranks(host)}"
    )
    if _is_short(found.stage, host):
        told += f" ({one.plan.place}.resources.memory={host.gibibytes}Gi)"
    return told


def _is_short(stage: StagePlan, host: HostPlan) -> bool:
    """Whether the recipe asks for less than that; where it says nothing, nobody is held to it."""
    stated = "memory" in stage.work.resources.model_fields_set
    return stated and _granted(stage, host) < host.machine


def _granted(stage: StagePlan, host: HostPlan) -> int:
    """Of all workers of a machine: they share one pod's memory."""
    return host.ranks * memory_bytes(stage.work.resources.memory)


def _ranks(host: HostPlan) -> str:
    return "1 rank" if host.ranks == 1 else f"{host.ranks} ranks on a machine"


def _with_flash(one: Priced, gpu: Gpu) -> Remedy | None:
    """The least change beside another attention kernel."""
    changes: dict[str, object] = {"attention": Attention.FLASH.value}
    peak = one.plan.memory(Attention.FLASH).peak
    if peak <= gpu.usable:
        return Remedy(changes, peak, one.plan)
    more = remedy(one.plan, gpu, Attention.FLASH)
    return None if more is None else Remedy({**changes, **more.changes}, more.peak, more.stage)


def _changes(stage: StagePlan, changes: Mapping[str, object]) -> str:
    words = (f"{stage.place}.execution.{name}={json.dumps(v)}" for name, v in changes.items())
    return " and ".join(word.replace('"', "") for word in words)
