"""One decoded DICOM file without identity."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.uid import UID, UID_dictionary

from residency.data.deid.header import clean_header
from residency.data.deidentified import Deidentified
from residency.data.header import DAMAGE, header_attributes, quiet, text_value
from residency.data.likeness import image_digest, perceptual_hash
from residency.data.outline import Outline, make_thumbnail
from residency.data.pixels import Pixels
from residency.data.raw import Quarantined, Raw
from residency.prepare.burned_in import Refused, judge_file, pixel_facts
from residency.prepare.tools import Tools


def deidentify_file(raw: Raw, tools: Tools) -> Deidentified | Quarantined:
    """Clean the header, then the pixels; quarantined where either cannot be done.

    Of the raw header only pseudonyms are made; attributes come from the cleaned one.
    """
    try:
        header = clean_header(raw.header, tools.key)
        pixels, done = judge_file(raw.pixels, raw.header, raw.sha256, tools)
    except Refused as error:
        return Quarantined(raw.file, error.reason, error.detail)
    except DAMAGE as error:  # RecursionError too, of sequences that are nested without end
        return Quarantined(raw.file, "header cannot be cleaned", type(error).__name__)
    return Deidentified(
        outline=_outline(raw, header, pixels, tools),
        pixels=pixels,
        facts=(*pixel_facts(done, tools), f"format/{_format(raw.header)}"),
        sha256=tools.key.pseudonym("source", raw.sha256),
    )


def _outline(raw: Raw, header: Dataset, pixels: Pixels, tools: Tools) -> Outline:
    picture = pixels.picture()  # what a conversation with this file would hold
    return Outline(
        source_key=tools.key.pseudonym("file", raw.file),
        patient=tools.person("patient", text_value(raw.header, "PatientID")),
        study=tools.person("study", text_value(raw.header, "StudyInstanceUID")),
        content=pixels.digest(),
        picture=image_digest(picture),
        hash=perceptual_hash(picture),
        attributes=header_attributes(header, pixels),
        shorter_side=pixels.shorter_side,
        thumbnail=make_thumbnail(picture),
    )


def _format(header: Dataset) -> str:
    """DICOM, and how its pixels are encoded: a name of the standard's, never of the file's."""
    with quiet():
        uid = UID(text_value(getattr(header, "file_meta", Dataset()), "TransferSyntaxUID"))
    return f"DICOM, {uid.name}" if uid in UID_dictionary else "DICOM"
