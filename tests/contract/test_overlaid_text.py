"""The filter overlaid-text on real pictures, with the detector that runs judge: ROCOv2.

The names are of pictures that were looked at. A detector that is to miss no name draws a box
around half of all anatomy and reads a character in it; that is no text over a picture.
"""

from pathlib import Path

import pytest

from residency.adapters.rapidocr.detector import RapidOcrDetector
from residency.data.curation.candidate import Candidate
from residency.data.curation.row_filters import row_filter
from residency.data.image import decode_image
from residency.spec.dataset import FilterName

IMAGES = "data/noncommercial/image_text/rocov2_sample/images"
OVERLAID = (
    "train_005440", "valid_004255", "valid_001848", "train_002704", "test_008318", "train_022579",
)  # fmt: skip
PLAIN = (
    "train_042823", "train_055619", "train_024527", "train_003692", "train_013127", "train_033120",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "dropped"), [*((n, True) for n in OVERLAID), *((n, False) for n in PLAIN)]
)
def test_writing_is_dropped_and_anatomy_is_not(name: str, dropped: bool, shared: Path) -> None:
    picture = decode_image((shared / IMAGES / f"ROCOv2_2023_{name}.jpg").read_bytes())
    boxes = tuple(RapidOcrDetector().find(picture))
    drops = row_filter(FilterName.OVERLAID_TEXT)
    assert drops(Candidate(pictures=(picture,), boxes=(boxes,))) is dropped
