"""A picture with planted text as a DICOM file, for records that hold their pictures as files."""

from __future__ import annotations

import io

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian

from residency.data.pixels import Picture

_PREAMBLE = bytes(128)
_IMAGE_GROUP, _BURNED_IN = 0x0028, 0x00280301


def as_file(header: Dataset, picture: Picture) -> bytes:
    """The file of one picture (uint8 [H, W, 3]) under a header: RGB, uncompressed, one frame.

    What the header says of its own pixels is left out, but for BurnedInAnnotation.

    Raises:
        residency.data.header.DAMAGE: a value of the header cannot be encoded.
    """
    made = Dataset()
    for element in header:
        if element.tag.group != _IMAGE_GROUP or element.tag == _BURNED_IN:
            made.add(element)
    made.Rows, made.Columns = picture.shape[:2]
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    content = picture.tobytes()
    made.PixelData = content + bytes(len(content) % 2)
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.preamble = _PREAMBLE
    buffer = io.BytesIO()
    dcmwrite(buffer, made)
    return buffer.getvalue()
