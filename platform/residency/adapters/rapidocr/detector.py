"""RapidOCR as a TextDetector: PP-OCRv6's detection finds boxes, its recognition reads them.

Everything runs on one thread of the processor, and offline: the models are named by their files,
so that a missing one is an error and never a download. They are loaded once a process, when a
picture is first looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from residency.data.deid.findings import Box
from residency.data.pixels import Picture
from residency.errors import EnvironmentProblem

DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"
LEAST_SIDE = 32  # pixels; the network halves a picture five times
LIMIT = 1 << 20  # pixels a side: never reached, so that RapidOCR does not scale on its own
READ = (48, 160)  # a box is read at this height, and filled up to this width (RapidOCR: 320)
FAINTEST = 0.3  # a region's mean probability (RapidOCR's own is 0.5): what it reads decides
CERTAIN = 0.9  # of two characters or more: need not be tried upside down

_Corners = NDArray[np.float32]  # [4, 2], x and y, clockwise


@dataclass(frozen=True, slots=True)
class RapidOcrDetector:
    """Implements the TextDetector port. It holds nothing, so it travels to any worker.

    The score of a box is the mean probability of the characters read in it, the better of both
    ways up; 0 where nothing was read.
    """

    @property
    def name(self) -> str:
        """RapidOCR, its version and the models."""
        return f"rapidocr {version('rapidocr')} (PP-OCRv6 small)"

    def find(self, picture: Picture) -> Sequence[Box]:
        """Boxes of text in one picture (uint8 [H, W, 3]), as it is, at any angle."""
        shown = _at_least(picture[..., ::-1], LEAST_SIDE)  # RapidOCR expects BGR
        corners = _detect(shown)
        return [
            _box(place, *best) for place, best in zip(corners, _read(shown, corners), strict=True)
        ]


def _detect(picture: Picture) -> list[_Corners]:
    found = _networks().detection(picture).boxes
    return [] if found is None else [np.asarray(place, dtype=np.float32) for place in found]


def _read(picture: Picture, corners: Sequence[_Corners]) -> list[tuple[str, float]]:
    """What each place says, upright or upside down, whichever the reader is surer of."""
    from rapidocr.utils.process_img import get_rotate_crop_image

    if not corners:
        return []
    crops = [get_rotate_crop_image(picture, place.copy()) for place in corners]
    readings = _recognise(crops)
    doubtful = [n for n, (text, score) in enumerate(readings) if score < CERTAIN or len(text) < 2]
    turned = [np.ascontiguousarray(np.rot90(crops[n], 2)) for n in doubtful]
    for n, reading in zip(doubtful, _recognise(turned), strict=True):
        readings[n] = max(readings[n], reading, key=lambda read: read[1])
    return readings


def _recognise(crops: list[Picture]) -> list[tuple[str, float]]:
    from rapidocr.ch_ppocr_rec import TextRecInput

    if not crops:
        return []
    read = _networks().recognition(TextRecInput(img=crops))
    return [(text, float(score)) for text, score in zip(read.txts, read.scores, strict=True)]


def _box(corners: _Corners, text: str, score: float) -> Box:
    left, top = (int(v) for v in np.floor(corners.min(axis=0)))
    right, bottom = (int(v) for v in np.ceil(corners.max(axis=0)))
    around = tuple((float(x), float(y)) for x, y in corners)
    return Box(left, top, right + 1, bottom + 1, text, score if text else 0.0, around)


def _at_least(picture: Picture, side: int) -> Picture:
    """Filled up at the right and below, where a side is shorter."""
    height, width = picture.shape[:2]
    pad = ((0, max(side - height, 0)), (0, max(side - width, 0)), (0, 0))
    return np.ascontiguousarray(np.pad(picture, pad, mode="edge"))


@dataclass(frozen=True, slots=True)
class _Networks:
    detection: Any  # rapidocr.ch_ppocr_det.TextDetector
    recognition: Any  # rapidocr.ch_ppocr_rec.TextRecognizer


@cache
def _networks() -> _Networks:
    """The two networks of this process."""
    import cv2
    from rapidocr import RapidOCR
    from rapidocr.ch_ppocr_det import TextDetector
    from rapidocr.ch_ppocr_rec import TextRecognizer

    cv2.setNumThreads(1)
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    config = RapidOCR(params=_settings()).cfg
    config.Det.engine_cfg = config.Rec.engine_cfg = config.EngineConfig.onnxruntime
    config.Rec.font_path = None
    config.Rec.rec_img_shape = [3, *READ]
    return _Networks(TextDetector(config.Det), TextRecognizer(config.Rec))


def _settings() -> dict[str, str | int | float]:
    return {
        "Global.log_level": "error",
        "Det.model_path": str(_model(DETECTION)),
        "Det.limit_type": "max",
        "Det.limit_side_len": LIMIT,
        "Det.box_thresh": FAINTEST,
        "Rec.model_path": str(_model(RECOGNITION)),
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,  # a quarter less time
    }


def _model(name: str) -> Path:
    path = Path(str(files("rapidocr") / "models" / name))
    if not path.is_file():
        raise EnvironmentProblem(
            f"RapidOCR {version('rapidocr')} is installed without its model {name}.",
            "Install the wheel of the version in requirements.lock anew: it holds the models,"
            " and none is fetched at run time.",
        )
    return path
