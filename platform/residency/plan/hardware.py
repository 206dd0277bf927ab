"""GPUs that a plan may be held against: memory and speed, as their makers state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from residency.errors import UserError

GB = 10**9
TERA = 10**12

# Of a GPU's memory, what tensors may take: the driver's context, NCCL's buffers and what the
# allocator cannot use for lack of a gap large enough take the rest.
USABLE: Final = 0.92


@dataclass(frozen=True, slots=True)
class Gpu:
    """One kind of GPU. Bytes are decimal, as on the label; what a driver shows is no less."""

    name: str
    title: str
    memory: int  # bytes
    flops: float  # dense bf16 operations a second, without sparsity
    source: str
    devices: tuple[str, ...] = ()  # as its driver names it; boards of another peak are not there

    @property
    def usable(self) -> int:
        """Bytes that a plan may fill."""
        return int(self.memory * USABLE)


GPUS: Final[Mapping[str, Gpu]] = {
    gpu.name: gpu
    for gpu in (
        Gpu(
            "l4",
            "L4 24 GB",
            24 * GB,
            121 * TERA,
            "NVIDIA L4 datasheet: 242 with sparsity",
            ("NVIDIA L4",),
        ),
        Gpu(
            "a100",
            "A100 80 GB",
            80 * GB,
            312 * TERA,
            "NVIDIA A100 datasheet, SXM",
            ("NVIDIA A100-SXM4-80GB", "NVIDIA A100 80GB PCIe"),
        ),
        Gpu(
            "h100",
            "H100 80 GB",
            80 * GB,
            989 * TERA,
            "NVIDIA H100 datasheet, SXM: 1,979 sparse",
            ("NVIDIA H100 80GB HBM3",),
        ),
        Gpu(
            "h200",
            "H200 141 GB",
            141 * GB,
            989 * TERA,
            "NVIDIA H200 datasheet, SXM: 1,979 sparse",
            ("NVIDIA H200",),
        ),
        Gpu(
            "b200",
            "B200 192 GB",
            192 * GB,
            2250 * TERA,
            "NVIDIA Blackwell architecture brief: 4,500 sparse; HGX and DGX boards show 180 GB",
            ("NVIDIA B200",),
        ),
    )
}

TRAINING_CARDS: Final = ("h100", "h200", "b200")
INFERENCE_CARD: Final = "l4"


def known_gpu(name: str) -> Gpu | None:
    """The GPU of that name, however it is written; None where no table has it."""
    return GPUS.get(name.lower())


def gpu_of_device(device: str) -> Gpu | None:
    """The GPU that a driver names so; None where its peak is not known.

    By the whole name: an H100 on PCIe, or an H200 NVL, is slower than the board of the table.
    """
    return next((gpu for gpu in GPUS.values() if device in gpu.devices), None)


def find_gpu(name: str) -> Gpu:
    """The GPU of that name. Raises UserError with the names that there are."""
    found = known_gpu(name)
    if found is None:
        known = ", ".join(GPUS)
        raise UserError(f"--gpu {name} is not a GPU that plans know.", f"Known are: {known}.")
    return found
