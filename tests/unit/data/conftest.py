"""Small DICOM files and de-identified records for the tests of data/."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from residency.data.deidentified import Deidentified
from residency.data.likeness import image_digest, perceptual_hash
from residency.data.outline import Outline, make_thumbnail
from residency.data.pixels import Pixels, Window
from residency.data.pseudonym import TenantKey

IDENTITY = "Doe^Jane-SECRET-4711"

WriteDicom = Callable[..., Path]
MakeRecord = Callable[..., Deidentified]


@pytest.fixture
def key() -> TenantKey:
    return TenantKey("k-test", bytes(range(32)))


@pytest.fixture
def write_dicom(tmp_path: Path) -> WriteDicom:
    """Write a 16-bit grey DICOM file; keyword arguments set further elements."""

    def write(
        name: str = "image.dcm", pixels: np.ndarray | None = None, **elements: object
    ) -> Path:
        values = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) if pixels is None else pixels
        dataset = Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = CTImageStorage
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = generate_uid(
            entropy_srcs=[name]
        )
        dataset.PatientID = dataset.PatientName = IDENTITY
        dataset.StudyInstanceUID = generate_uid(entropy_srcs=["study"])
        dataset.Modality = "CT"
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.Rows, dataset.Columns = values.shape
        dataset.BitsAllocated = dataset.BitsStored = 16
        dataset.HighBit, dataset.PixelRepresentation = 15, 0
        dataset.PixelData = values.tobytes()
        for keyword, value in elements.items():
            setattr(dataset, keyword, value)
        dataset.save_as(tmp_path / name, enforce_file_format=True)
        return tmp_path / name

    return write


@pytest.fixture
def make_record() -> MakeRecord:
    """A de-identified grey record whose pixels follow from `number`."""

    def make(
        number: int, patient: str = "", modality: str = "CT", side: int = 64, **attributes: str
    ) -> Deidentified:
        random = np.random.default_rng(number)
        coarse = random.integers(0, 255, (1, 8, 8)).astype(np.float32)
        frames = coarse.repeat(side // 8, axis=1).repeat(side // 8, axis=2)
        pixels = Pixels(frames, Window(0.0, 255.0), total_frames=1)
        outline = Outline(
            source_key=f"file-{number}-{modality}",
            patient=patient,
            study="",
            content=pixels.digest(),
            picture=image_digest(pixels.picture()),
            hash=perceptual_hash(pixels.picture()),
            attributes={"modality": modality, "colour": "grey", **attributes},
            shorter_side=side,
            thumbnail=make_thumbnail(pixels.picture()),
        )
        return Deidentified(outline, pixels)

    return make
