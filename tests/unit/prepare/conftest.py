"""Tools of de-identification with the shipped fakes, and small files to use them on."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from residency.adapters.local.scrubber import DeniedScrubber
from residency.adapters.local.text_detector import MarkerDetector
from residency.data.pseudonym import TenantKey
from residency.prepare.tools import Finders, Rules, Tools
from residency.spec.dataset import PixelPolicy, State
from tests.unit.data.conftest import key, write_dicom

__all__ = ["key", "write_dicom"]

MakeTools = Callable[..., Tools]
MakePng = Callable[..., bytes]


@pytest.fixture
def make_tools(key: TenantKey) -> MakeTools:
    """Tools for a dataset of a declared state; `policy` as a recipe gives it."""

    def make(declared: State = State.RAW, **policy: object) -> Tools:
        rules = Rules(declared, PixelPolicy(**policy))  # type: ignore[arg-type]
        return Tools(key, rules, Finders(DeniedScrubber(), MarkerDetector()))

    return make


@pytest.fixture
def make_png() -> MakePng:
    """A PNG or JPEG of random grey blocks that follow from `number`."""

    def make(number: int = 0, size: tuple[int, int] = (48, 32), **options: object) -> bytes:
        form = str(options.pop("format", "PNG"))
        random = np.random.default_rng(number)
        coarse = random.integers(0, 200, (4, 6), dtype=np.uint8)
        picture = Image.fromarray(coarse).resize(size, Image.Resampling.NEAREST).convert("RGB")
        out = io.BytesIO()
        picture.save(out, format=form, **options)  # type: ignore[arg-type]
        return out.getvalue()

    return make
