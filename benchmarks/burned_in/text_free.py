"""Real images without writing, which must pass as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydicom.data import get_testdata_file

from residency.data.image import decode_image
from residency.data.raw import Raw
from residency.data.sources.dicom import read
from residency.ports import TextDetector
from residency.prepare.pixels import CleanPixels, Unclean, clean_picture, clean_pixels

LIST = Path(__file__).with_name("text_free.txt")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Image:
    """One file of text_free.txt."""

    source: str
    file: str

    @property
    def kind(self) -> str:
        """What it counts under: the set that it is of."""
        folders = Path(self.file).parts
        return self.source if self.source == "pydicom" else "/".join(folders[1:3])

    @property
    def path(self) -> Path:
        """Where it lies, if it does."""
        if self.source == "shared":
            return SHARED / self.file
        return Path(str(get_testdata_file(self.file)))


def images() -> Iterator[Image]:
    """Those that are on this machine."""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            image = Image(*line.split(" ", 1))
            if image.path.is_file():
                yield image


def passes(image: Image, detector: TextDetector) -> bool:
    """Whether its pixels come out as they went in."""
    if image.path.suffix == ".jpg":
        picture = decode_image(image.path.read_bytes())
        return _untouched(clean_picture(picture, (), detector))
    raw = read(image.path.parent, image.path.name)
    assert isinstance(raw, Raw), image.file
    verdict = clean_pixels(raw.pixels, raw.header, detector)
    return _untouched(verdict)


def _untouched(verdict: CleanPixels | Unclean) -> bool:
    return isinstance(verdict, CleanPixels) and not verdict.touched
