"""Images to tiles."""

import numpy as np
import pytest

from residency.data.image import encode_png, png_size
from residency.data.pixels import Picture
from residency.data.tiling import Cutting, grid, tiles
from residency.errors import DataError, SpecError
from residency.model.pixels import MEAN
from residency.spec.model import Padding, Tiling


def noise(width: int, height: int) -> Picture:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(("side", "count"), [(336, 1), (512, 5), (1024, 10)])
def test_squares_give_as_many_tiles_as_published(side: int, count: int) -> None:
    """MedGPT-oss's model card: tiles of 336 px, 12 at most, and a thumbnail."""
    cut = tiles(noise(side, side), 336, 12, thumbnail=True)
    assert len(cut) == count
    assert {picture.shape for picture in cut} == {(336, 336, 3)}


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (700, 336, (2, 1)),
        (336, 2000, (1, 6)),
        (5000, 100, (12, 1)),
        (1, 1, (1, 1)),
        (800, 600, (4, 3)),
    ],
)
def test_the_grid_has_the_shape_of_the_image(
    width: int, height: int, shape: tuple[int, int]
) -> None:
    columns, rows = grid(width, height, 336, 12)
    assert columns * rows <= 12
    assert (columns, rows) == shape


def test_tiles_are_the_image_row_by_row() -> None:
    picture = noise(8, 16)
    cut = tiles(picture, 4, 8, thumbnail=False)
    rows = [np.concatenate(cut[2 * row : 2 * row + 2], axis=1) for row in range(4)]
    assert np.array_equal(np.concatenate(rows), picture)


@pytest.mark.parametrize("thumbnail", [False, True])
@pytest.mark.parametrize("maximum", [1, 2, 6, 12])
def test_the_count_needs_no_pixels(thumbnail: bool, maximum: int) -> None:
    cutting = Cutting(8, Tiling(tile=8, maximum=maximum, thumbnail=thumbnail))
    for width, height in [(8, 8), (9, 40), (100, 30), (64, 64), (3, 5), (17, 12)]:
        picture = noise(width, height)
        assert png_size(encode_png(picture)) == (width, height)
        assert cutting.count(width, height) == len(cutting.pictures(picture))
        assert cutting.count(width, height) <= maximum + thumbnail


def test_without_tiling_an_image_is_one_square() -> None:
    cutting = Cutting(8)
    assert cutting.count(100, 20) == 1
    assert [picture.shape for picture in cutting.pictures(noise(100, 20))] == [(8, 8, 3)]


def test_tiles_have_the_size_that_the_tower_reads() -> None:
    with pytest.raises(SpecError, match="reads 336 px"):
        Cutting(336, Tiling(tile=448, maximum=12))


def test_the_size_of_another_format_is_refused() -> None:
    with pytest.raises(DataError, match="no PNG"):
        png_size(b"GIF89a")


def test_a_square_is_padded_as_the_recipe_says() -> None:
    white = np.full((8, 16, 3), 255, np.uint8)
    black, mean = (Cutting(16, padding=one).pictures(white)[0] for one in Padding)
    assert black[0, 0].tolist() == [0, 0, 0]
    assert mean[0, 0].tolist() == [int(255 * part) for part in MEAN]  # as LLaVA rounds
    tiled = Cutting(16, Tiling(tile=16, maximum=4), Padding.MEAN).pictures(white)
    assert all((picture == 255).all() for picture in tiled)
