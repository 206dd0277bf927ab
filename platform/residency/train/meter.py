"""The meter of a job's MFU, where the peak of its hardware is known."""

from __future__ import annotations

import logging

import torch

from residency.errors import SpecError
from residency.model.shape import model_shapes
from residency.plan.hardware import gpu_of_device
from residency.plan.utilisation import Meter
from residency.plan.work import TrainWork
from residency.spec.training import Precision

logger = logging.getLogger(__name__)


def meter_of(work: TrainWork, ranks: int, vocabulary: int, device: str) -> Meter | None:
    """None where no table knows the peak: of the device, or of numbers other than bf16.

    A figure of 0 would be a claim; none is told then. `vocabulary`: the built model's words.
    """
    gpu = gpu_of_device(device)
    if gpu is None or work.identity.precision is not Precision.BF16:
        return None
    try:
        (shape,) = model_shapes(work.identity.model, [work.identity.train], vocabulary)
    except SpecError as error:
        logger.warning("MFU is not told: %s", error.message)
        return None
    return Meter(shape, gpu.flops * ranks)


def device_name() -> str:
    """Of this rank's GPU, as its driver has it; empty without one."""
    return torch.cuda.get_device_name() if torch.cuda.is_available() else ""
