"""De-identifying a DICOM header: PS3.15 Basic Profile with modified dates.

Pixels are carried over as they are: text burned into them, and markers inside compressed frames,
are another concern.
"""

from __future__ import annotations

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from residency.data.deid.attribute_text import CleanText, TextRules, denying
from residency.data.deid.cleaner import Cleaner
from residency.data.deid.dates import DateShift
from residency.data.deid.identity import identifying_values
from residency.data.deid.record import Done, record
from residency.data.header import quiet, text_value
from residency.data.pseudonym import TenantKey

__all__ = ["NotReleasable", "clean_header", "identifying_values"]

IMPLEMENTATION_UID = UID("2.25.250733411296171327401273465120434283421")
IMPLEMENTATION_VERSION = "RESIDENCY_1"

_MEDIA_CLASS = "MediaStorageSOPClassUID"
_REFUSED = {
    "1.2.840.10008.1.3.10": "a media directory (DICOMDIR), which lists files that are replaced",
    "1.2.840.10008.5.1.4.1.1.9.4.1": "a recorded voice",
    "1.2.840.10008.5.1.4.1.1.9.4.2": "recorded sound",
}
"""SOP classes without a meaning once identity is out."""


class NotReleasable(ValueError):
    """An object that cannot be de-identified as a whole. The message holds no value of it."""


def clean_header(
    dataset: Dataset,
    key: TenantKey,
    clean_text: CleanText | None = None,
    *,
    pixels_cleaned: bool = False,
) -> Dataset:
    """A de-identified copy of `dataset`, with file meta of its own; `dataset` stays as it is.

    clean_text: free text -> the same without identity; without it free text is replaced. Where it
    is given, the Clean Descriptors Option holds: descriptions of the table are cleaned, not
    removed.
    pixels_cleaned: the caller has cleaned the pixels, which is then recorded.

    Dates move by a shift of the patient: of PatientID, or PatientName, or StudyInstanceUID, the
    first that is not empty. Pixel data is carried over, not copied. A deflated transfer syntax
    becomes explicit little endian.

    Raises:
        NotReleasable: the object is a directory or sound, or its transfer syntax is unknown.
        residency.data.header.DAMAGE: what pydicom raises on damaged content. Single elements that
            do not parse are left out without an error.
    """
    with quiet():
        _refuse(dataset)
        patient = text_value(dataset, "PatientID") or text_value(dataset, "PatientName")
        text = TextRules(
            key=key,
            shift=DateShift.of_patient(key, patient or text_value(dataset, "StudyInstanceUID")),
            denied=denying(identifying_values(dataset)),
            clean_text=clean_text,
        )
        cleaned = Cleaner(text).dataset(dataset)
        record(cleaned, Done(pixels_cleaned, text_cleaned=clean_text is not None))
        cleaned.file_meta = _file_meta(cleaned, _transfer_syntax(dataset))
    return cleaned


def _refuse(dataset: Dataset) -> None:
    meta = getattr(dataset, "file_meta", Dataset())
    for sop_class in (text_value(dataset, "SOPClassUID"), text_value(meta, _MEDIA_CLASS)):
        if sop_class in _REFUSED:
            raise NotReleasable(f"The object is {_REFUSED[sop_class]}.")


def _transfer_syntax(dataset: Dataset) -> UID:
    """How the pixels are encoded: as the file says, or as it was found to be written."""
    told = UID(text_value(getattr(dataset, "file_meta", Dataset()), "TransferSyntaxUID"))
    implicit, little = dataset.original_encoding
    if told == DeflatedExplicitVRLittleEndian:
        return ExplicitVRLittleEndian
    if told.is_transfer_syntax and (told.is_compressed or implicit is None):
        return told
    if implicit is None or (told and not told.is_transfer_syntax):
        raise NotReleasable("The transfer syntax is not one of DICOM.")
    if not little:
        return ExplicitVRBigEndian
    return ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian


def _file_meta(cleaned: Dataset, transfer_syntax: UID) -> FileMetaDataset:
    """PS3.10 7.1: only what is required, all of it our own."""
    meta = FileMetaDataset()
    meta.FileMetaInformationGroupLength = 0  # the writer counts
    meta.FileMetaInformationVersion = b"\0\1"
    if "SOPClassUID" in cleaned:
        meta.MediaStorageSOPClassUID = cleaned.SOPClassUID
    if "SOPInstanceUID" in cleaned:
        meta.MediaStorageSOPInstanceUID = cleaned.SOPInstanceUID
    meta.TransferSyntaxUID = transfer_syntax
    meta.ImplementationClassUID = IMPLEMENTATION_UID
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION
    return meta
