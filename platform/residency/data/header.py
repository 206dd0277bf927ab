"""Reading a DICOM header into words of closed vocabularies.

Every function returns a word from a fixed set, or an empty string: no header value, however
it was typed in, can pass through.
"""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException

from residency.data.pixels import Pixels

MODALITIES = frozenset(
    ("CT", "MR", "CR", "DX", "MG", "NM", "PT", "US", "XA", "RF", "SC", "OT", "SEG", "RTDOSE")
)
BODY_PARTS = frozenset((
    "ABDOMEN", "ANKLE", "BRAIN", "BREAST", "CHEST", "CSPINE", "ELBOW", "EXTREMITY", "FOOT",
    "HAND", "HEAD", "HEART", "HIP", "KNEE", "LIVER", "LSPINE", "NECK", "PANCREAS", "PELVIS",
    "SHOULDER", "SKULL", "SPINE", "TSPINE", "WHOLEBODY", "WRIST",
))  # fmt: skip
VIEWS = frozenset(("AP", "PA", "LL", "RL", "LLO", "LAO", "RAO", "RLO"))
# What reading damaged content raises in pydicom and its decoders, also when an element is first
# looked at; anything else is our fault.
DAMAGE = (ValueError, TypeError, AttributeError, LookupError, EOFError, OSError, RuntimeError,
          OverflowError, BytesLengthException, struct.error, zlib.error)  # fmt: skip
_PLANES = ("sagittal", "coronal", "axial")  # by the axis of the normal: x, y, z
_PLANE_TOLERANCE = 0.9  # of the normal's length along one axis; below it the plane is oblique


@contextmanager
def quiet() -> Iterator[None]:
    """pydicom parses elements lazily and warns about odd ones then; odd is not an error.

    It logs its warnings too, with the value that it found odd: a log must hold no such value.
    """
    logger = logging.getLogger("pydicom")
    disabled = logger.disabled
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logger.disabled = True
        try:
            yield
        finally:
            logger.disabled = disabled


def text_value(header: Dataset, keyword: str) -> str:
    """The element as stripped text, empty where it is absent or does not parse."""
    try:
        with quiet():
            value = header.get(keyword)
    except DAMAGE:
        return ""
    return "" if value is None else str(value).strip()


def header_attributes(header: Dataset, pixels: Pixels) -> dict[str, str]:
    """The non-identifying attributes that may leave ingest; keys without a word are left out."""
    words = {
        "modality": _word(header, "Modality", MODALITIES),
        "body_part": _word(header, "BodyPartExamined", BODY_PARTS),
        "view": _word(header, "ViewPosition", VIEWS),
        "plane": plane(header),
        "upright": "yes" if upright(header) else "",
        "colour": "colour" if pixels.colour else "grey",
        "frames": "several" if pixels.total_frames > 1 else "one",
    }
    return {name: word for name, word in words.items() if word}


def plane(header: Dataset) -> str:
    """axial, coronal, sagittal or oblique from the orientation; frontal for AP and PA views."""
    cosines = _orientation(header)
    if cosines is None:
        return "frontal" if text_value(header, "ViewPosition").upper() in {"AP", "PA"} else ""
    normal = np.abs(np.cross(cosines[:3], cosines[3:]))
    axis = int(np.argmax(normal))
    return _PLANES[axis] if normal[axis] >= _PLANE_TOLERANCE else "oblique"


def upright(header: Dataset) -> bool:
    """Whether the header says that head or front is up: columns run to the back or the feet."""
    cosines = _orientation(header)
    if cosines is None:
        return text_value(header, "ViewPosition").upper() in {"AP", "PA"}
    return bool(cosines[4] >= _PLANE_TOLERANCE or cosines[5] <= -_PLANE_TOLERANCE)


def _orientation(header: Dataset) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """ImageOrientationPatient of the file, or of an enhanced file's shared groups."""
    name = "ImageOrientationPatient"
    try:
        with quiet():
            groups = header.get("SharedFunctionalGroupsSequence") or [Dataset()]
            planes = groups[0].get("PlaneOrientationSequence") or [Dataset()]
            value = header.get(name) or planes[0].get(name)
            cosines = np.asarray([float(v) for v in value or ()], dtype=np.float64)
    except DAMAGE:
        return None
    return cosines if cosines.shape == (6,) and np.isfinite(cosines).all() else None


def _word(header: Dataset, keyword: str, vocabulary: frozenset[str]) -> str:
    word = text_value(header, keyword).upper().replace(" ", "")
    return word if word in vocabulary else ""
