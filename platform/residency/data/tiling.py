"""From an image to the pictures that a vision tower reads: one square, or tiles of it.

Tiles are cut as InternVL does (arXiv 2404.16821, dynamic resolution): the image is resized to the
grid of tiles whose shape is closest to its own, and seen as a whole once more as a thumbnail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from residency.data.image import BLACK, Colour, to_square
from residency.data.pixels import Picture
from residency.errors import SpecError
from residency.spec.model import Padding, Tiling

PADS: Final[Mapping[Padding, Colour]] = {
    Padding.BLACK: BLACK,
    Padding.MEAN: (122, 116, 104),  # 255 x CLIP's mean, cut off as LLaVA's preprocessing does
}


@dataclass(frozen=True, slots=True)
class Cutting:
    """How images become pictures of `side` x `side` pixels; without `tiling`, one an image."""

    side: int
    tiling: Tiling | None = None
    padding: Padding = Padding.BLACK

    def __post_init__(self) -> None:
        """Raises SpecError where tiles are not of the size that the vision tower reads."""
        if self.tiling is not None and self.tiling.tile != self.side:
            raise SpecError(
                f"model.tiling.tile is {self.tiling.tile} px; the vision tower reads "
                f"{self.side} px.",
                f"Set model.tiling.tile to {self.side}.",
            )

    def count(self, width: int, height: int) -> int:
        """How many pictures an image of that size becomes; its pixels are not needed."""
        if self.tiling is None:
            return 1
        columns, rows = grid(width, height, self.side, self.tiling.maximum)
        return columns * rows + (self.tiling.thumbnail and columns * rows > 1)

    def pictures(self, picture: Picture) -> list[Picture]:
        """The pictures of one image: uint8 [side, side, 3] each."""
        if self.tiling is None:
            return [to_square(picture, self.side, PADS[self.padding])]
        return tiles(picture, self.side, self.tiling.maximum, thumbnail=self.tiling.thumbnail)


def tiles(picture: Picture, tile: int, maximum: int, *, thumbnail: bool) -> list[Picture]:
    """At most `maximum` tiles, row by row, and after several of them the whole as a thumbnail.

    uint8 [H, W, 3] to uint8 [tile, tile, 3] each. A square of 336 px gives 1 picture for tiles of
    336 px, one of 512 px 5, one of 1024 px 10.
    """
    height, width = picture.shape[:2]
    columns, rows = grid(width, height, tile, maximum)
    whole = _resized(picture, columns * tile, rows * tile)
    cut = [
        np.ascontiguousarray(whole[top : top + tile, left : left + tile])
        for top in range(0, rows * tile, tile)
        for left in range(0, columns * tile, tile)
    ]
    return [*cut, _resized(picture, tile, tile)] if thumbnail and len(cut) > 1 else cut


def grid(width: int, height: int, tile: int, maximum: int) -> tuple[int, int]:
    """Columns and rows: the shape closest to the image's, of at most `maximum` tiles.

    Of equally close ones the larger is taken where the image has more than half of its pixels.
    """
    shapes = sorted(
        ((c, r) for c in range(1, maximum + 1) for r in range(1, maximum // c + 1)),
        key=lambda shape: (shape[0] * shape[1], shape),
    )
    best, closest = (1, 1), float("inf")
    for columns, rows in shapes:
        away = abs(width / height - columns / rows)
        enough = width * height > 0.5 * tile * tile * columns * rows
        if away < closest or (away == closest and enough):
            best, closest = (columns, rows), away
    return best


def _resized(picture: Picture, width: int, height: int) -> Picture:
    if picture.shape[:2] == (height, width):
        return picture
    resized = Image.fromarray(picture).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(resized, dtype=np.uint8)
