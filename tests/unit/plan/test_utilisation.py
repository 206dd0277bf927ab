"""MFU by hand-worked numbers: PaLM's definition, over the tokens that were really there."""

import pytest

from residency.plan.hardware import GPUS, TERA, gpu_of_device
from residency.plan.shape import ModelShape, TextShape, VisionShape, Weight
from residency.plan.utilisation import Held, Meter
from residency.spec.model import TextArchitecture

# Two layers of width 4 with 10 weights each, a head of 4 x 8, one attention head of width 4.
TEXT = TextShape(
    architecture=TextArchitecture.LLAMA,
    hidden=4,
    layers=2,
    heads=1,
    kv_heads=1,
    head_dim=4,
    intermediate=4,
    vocabulary=8,
)
VISION = VisionShape(
    hidden=2,
    layers=1,
    used_layers=1,
    heads=1,
    intermediate=4,
    patches=3,
    patch_values=5,
    image_values=15,
)


def shape(*frozen: str) -> ModelShape:
    sizes = {
        "vision.tower.weight": 32,
        "projector.linear_1.weight": 8,
        "language.embeddings.weight": 32,
        "language.layers.0.weight": 10,
        "language.layers.1.weight": 10,
        "language.head.weight": 32,
    }
    weights = (Weight(p, n, trained=not p.startswith(frozen)) for p, n in sizes.items())
    return ModelShape(TEXT, VISION, tuple(weights))


def operations(model: ModelShape, *lengths: int, targets: int = 0, images: int = 0) -> float:
    return Meter(model, 1.0).operations(Held(lengths, targets, images))


def test_a_token_takes_six_operations_a_weight_and_the_head_is_for_targets_alone() -> None:
    """6 x 20 weights; attention of one token over itself: 3 x 4 x width 4 x 2 layers / 2."""
    assert operations(shape(), 1) == 6 * 20 + 3 * 4 * 4 * 2 / 2
    assert operations(shape(), 1, targets=1) - operations(shape(), 1) == 6 * 4 * 8


def test_samples_of_a_row_attend_to_themselves_alone() -> None:
    """PaLM's 12 x layers x width x length a token, and half of it: nobody sees what follows."""
    quadratic = 12 * 2 * 4 / 2
    assert operations(shape(), 6) == 6 * 120 + 36 * quadratic
    assert operations(shape(), 4, 2) == 6 * 120 + (16 + 4) * quadratic


def test_what_is_frozen_has_no_gradient() -> None:
    """With a frozen language model its inputs' gradients still flow: 4 operations, not 6."""
    before = operations(shape("language."), 1, targets=1)
    assert before == 4 * 20 + 3 * 4 * 4 * 2 / 2 + 4 * 4 * 8
    nothing_before = shape("vision.", "projector.", "language.embeddings", "language.layers")
    assert operations(nothing_before, 1, targets=1) == 2 * 20 + 4 * 4 * 2 / 2 + 4 * 4 * 8


def test_a_tile_takes_its_tower_and_its_projector() -> None:
    """4 tokens of 2 x (4 x 4 + 2 x 2 x 4) + 4 x 2 x 4 + 2 x 2 x 5, and 3 patches of 2 x 8."""
    tower = 4 * (2 * (4 * 4 + 2 * 2 * 4) + 4 * 2 * 4 + 2 * 2 * 5)
    assert operations(shape(), images=1) == 3 * tower + 3 * 3 * 2 * 8


def test_the_share_is_of_what_all_ranks_could_have_done() -> None:
    meter = Meter(shape(), peak=2 * 100.0)
    assert meter.mfu(300.0, seconds=3.0) == 0.5


@pytest.mark.parametrize(
    ("device", "name"),
    [
        ("NVIDIA H200", "h200"),
        ("NVIDIA H100 80GB HBM3", "h100"),
        ("NVIDIA H100 PCIe", None),
        ("NVIDIA H200 NVL", None),
        ("a CPU", None),
    ],
)
def test_a_peak_is_known_by_the_whole_name_of_the_device(device: str, name: str | None) -> None:
    found = gpu_of_device(device)
    assert (found.name if found else None) == name
    assert GPUS["h200"].flops == 989 * TERA
