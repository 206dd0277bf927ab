"""The models that are trained, and what an optimiser step of each consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from residency.spec.model import (
    Model,
    TextArchitecture,
    TextConfig,
    TextModel,
    VisionConfig,
    VisionModel,
)


@dataclass(frozen=True, slots=True)
class Size:
    """A model, and how it is trained."""

    model: Model
    train: tuple[str, ...]  # parts
    frozen: tuple[str, ...]  # the same said by prefixes of parameters that are not
    pictures: bool  # whether samples keep theirs
    length: int  # tokens of a packed row
    rows: int  # a step
    row_batch: int
    sample_batch: int
    lr: float
    together: int  # contestants that memory holds at once
    device: str = "cpu"  # or cuda: as many ranks as there are
    precision: str = "fp32"


_TOWER: Final = ("model.vision_tower.",)
_EYES: Final = ("model.vision_tower.", "model.multi_modal_projector.")
_SMALL_TOWER: Final = VisionModel(
    config=VisionConfig(
        image_size=28, patch_size=14, hidden_size=64, layers=2, heads=2, intermediate_size=128
    )
)
TINY: Final = Size(
    model=Model(
        text=TextModel(
            architecture=TextArchitecture.GPT_OSS,
            config=TextConfig(
                hidden_size=128,
                layers=4,
                heads=8,
                kv_heads=2,
                head_dim=32,
                intermediate_size=256,
                vocabulary_size=8192,
                context=4096,
                experts=4,
                experts_per_token=2,
                sliding_window=128,
                rope_theta=10000.0,
            ),
        ),
        vision=_SMALL_TOWER,
    ),
    train=("projector", "language"),
    frozen=_TOWER,
    pictures=True,
    length=768,
    rows=4,
    row_batch=2,
    sample_batch=8,
    lr=1e-3,
    together=4,
)
SMALL: Final = Size(
    model=Model(
        text=TextModel(
            architecture=TextArchitecture.LLAMA,
            config=TextConfig(
                hidden_size=576,
                layers=30,
                heads=9,
                kv_heads=3,
                head_dim=64,
                intermediate_size=1536,
                vocabulary_size=49152,
                context=4096,
                rope_theta=10000.0,
                tie_embeddings=True,
            ),
        ),
        vision=_SMALL_TOWER,
    ),
    train=("language",),
    frozen=_EYES,
    pictures=False,
    length=768,
    rows=2,
    row_batch=1,
    sample_batch=4,  # 8 take 8 GB a rank
    lr=1e-4,
    together=2,
)
BILLION: Final = Size(
    model=Model(
        text=TextModel(
            architecture=TextArchitecture.LLAMA,
            config=TextConfig(
                hidden_size=2048,
                layers=16,
                heads=32,
                kv_heads=8,
                intermediate_size=8192,
                vocabulary_size=128256,
                context=8192,
                rope_theta=500000.0,
                tie_embeddings=True,
            ),
        ),
        vision=_SMALL_TOWER,
    ),
    train=("language",),
    frozen=_EYES,
    pictures=False,
    length=4096,
    rows=8,
    row_batch=1,
    sample_batch=8,
    lr=1e-5,
    together=2,
    device="cuda",
    precision="bf16",
)
SIZES: Final = {"tiny": TINY, "135m": SMALL, "1b": BILLION}
