"""What text is drawn on: flat and noisy pictures, and real images that carry none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from pydicom.data import get_testdata_file

from benchmarks.burned_in.grid import SIDE
from residency.data.pixels import Picture
from residency.data.raw import Raw
from residency.data.sources.dicom import read

FLAT = (0, 40, 110, 200, 255)
NOISE = (5, 10, 20)  # standard deviations of grey levels
REAL = {  # of pydicom and pydicom-data, without text
    "CT head": "J2K_pixelrep_mismatch.dcm",
    "CT abdomen": "explicit_VR-UN.dcm",
    "CT spine": "bad_sequence.dcm",
    "MR abdomen": "MR-SIEMENS-DICOM-WithOverlays.dcm",
    "MR shoulder": "MR2_UNCR.dcm",
    "CR chest": "RG1_UNCR.dcm",
    "NM whole body": "JPGExtended.dcm",
}


def backgrounds() -> dict[str, Picture]:
    """By name, each uint8 [SIDE, SIDE, 3] (narrower where the image is)."""
    return {**_made(), **{name: _real(file) for name, file in REAL.items()}}


def _made() -> dict[str, Picture]:
    made = {f"flat {level}": np.full((SIDE, SIDE), level, np.float64) for level in FLAT}
    made["ramp"] = np.broadcast_to(np.linspace(0, 255, SIDE), (SIDE, SIDE))
    chance = np.random.default_rng(0)
    for deviation in NOISE:
        made[f"noise {deviation}"] = chance.normal(110, deviation, (SIDE, SIDE))
    return {name: _grey(values) for name, values in made.items()}


def _grey(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Picture:
    return np.repeat(np.clip(values.round(), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _real(file: str) -> Picture:
    """The middle of the image, at half size where it is large."""
    path = Path(str(get_testdata_file(file)))
    raw = read(path.parent, path.name)
    assert isinstance(raw, Raw), file
    picture = raw.pixels.picture()
    if min(picture.shape[:2]) > 2 * SIDE:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = np.asarray(Image.fromarray(picture).resize(half, Image.Resampling.LANCZOS))
    top, left = (max(side - SIDE, 0) // 2 for side in picture.shape[:2])
    return np.ascontiguousarray(picture[top : top + SIDE, left : left + SIDE])
