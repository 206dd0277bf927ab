"""Where the samples are that everybody prepares, and the shape of the rows made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SIDE, PATCH, LENGTH = 336, 14, 768  # CLIP ViT-L/14-336: 576 tokens a picture
CORES = 2  # that Ray is told of
FILES = 8  # so that several workers have something to read


@dataclass(frozen=True, slots=True)
class Inputs:
    """What every contender starts from: the same samples, in the form that it reads best."""

    folder: Path

    @property
    def samples(self) -> Path:
        """`train/part-*.parquet`, rows of SAMPLES_SCHEMA."""
        return self.folder / "samples"

    @property
    def parts(self) -> list[str]:
        """The Parquet files."""
        return sorted(map(str, (self.samples / "train").glob("*.parquet")))

    @property
    def archives(self) -> list[str]:
        """The same as tar: `<id>.png` and `<id>.json` (the turns)."""
        return sorted(map(str, self.folder.glob("*.tar")))

    @property
    def tokenizer(self) -> Path:
        return self.folder / "tokenizer"
