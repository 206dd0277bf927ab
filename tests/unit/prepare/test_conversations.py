"""The typed boundary for conversations: words, pictures, attributes."""

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from residency.adapters.ray.sample_rows import row_of, sample_of
from residency.data.deid.findings import Box
from residency.data.deidentified import DeidentifiedSample
from residency.data.image import decode_image, encode_png
from residency.data.likeness import image_digest, perceptual_hash
from residency.data.pixels import Picture
from residency.data.pseudonym import TenantKey
from residency.data.raw import Quarantined, RawSample
from residency.data.sample import Turn
from residency.prepare.boundary import deidentify
from residency.prepare.tools import Tools
from residency.spec.dataset import State
from tests.unit.data.conftest import IDENTITY, WriteDicom
from tests.unit.prepare.conftest import MakePng, MakeTools

RAW = RawSample(
    key="reports.csv#Doe-4711",
    turns=(
        Turn("user", "What is seen?"),
        Turn("assistant", "Jane Doe, 2024-05-06: nodule, as 4711."),
    ),
    answer="nodule of Jane Doe",
    patient="Jane Doe",
    study="4711",
    split="val",
    attributes={"modality": "MRI", "organ": "Jane Doe", "Jane": "CT", "note": "x" * 41},
)


def passed(raw: RawSample, tools: Tools) -> DeidentifiedSample:
    found = deidentify(raw, tools)
    assert isinstance(found, DeidentifiedSample), found
    return found


def test_identity_is_taken_out_of_every_text(make_tools: MakeTools) -> None:
    found = passed(RAW, make_tools())
    assert [turn.text for turn in found.turns] == [
        "What is seen?",
        "[NAME], [DATE]: nodule, as [NAME].",
    ]
    assert found.answer == "nodule of [NAME]"
    assert sorted(found.facts) == [
        "format/text", "identifier/date", "identifier/name", "identifier/name",
        "identifier/name", "scrubber/denied values 1",
    ]  # fmt: skip
    for secret in ("Doe", "4711", "reports.csv"):
        assert secret not in repr(found)


def test_identity_is_taken_out_of_other_right_answers(make_tools: MakeTools) -> None:
    raw = replace(RAW, alternatives=("node of Jane Doe", "nodule"))
    sample = passed(raw, make_tools()).on("heldout", "set@1")
    assert sample.alternatives == ("node of [NAME]", "nodule")
    assert sample_of(row_of(sample)) == sample


def test_attributes_of_a_raw_set_are_known_words(make_tools: MakeTools) -> None:
    found = passed(replace(RAW, kind="Jane Doe"), make_tools())
    assert dict(found.outline.attributes) == {"modality": "mri"}
    assert found.kind == "other"
    assert passed(replace(RAW, kind="CLOSED"), make_tools()).kind == "closed"


def test_of_a_declared_set_text_stays_and_attributes_are_short(make_tools: MakeTools) -> None:
    raw = replace(RAW, attributes=RAW.attributes | {"organ": "Left lung"}, kind="PRES")
    found = passed(raw, make_tools(State.ATTESTED))
    assert found.turns == RAW.turns
    assert dict(found.outline.attributes) == {"modality": "MRI", "organ": "Left lung"}
    assert (found.kind, found.state, found.outline.official) == ("PRES", "attested", "validate")


def one_picture(content: bytes) -> RawSample:
    return replace(RAW, turns=(Turn("user", "What?", images=1),), images=(content,))


@pytest.mark.parametrize("state", [State.RAW, State.DEIDENTIFIED, State.ATTESTED])
def test_a_sample_has_digest_and_hash_of_each_picture_that_it_holds(
    make_tools: MakeTools, make_png: MakePng, state: State
) -> None:
    """Of the pixels as they came out, redacted where text was found: those that training sees."""
    contents = (make_png(format="JPEG"), encode_png(np.full((32, 48, 3), 90, np.uint8)))
    raw = replace(RAW, turns=(Turn("user", "What?", images=2),), images=contents)
    sample = passed(raw, make_tools(state)).on("train", "set@1")
    pictures = [decode_image(image) for image in sample.images]
    assert sample.image_digests == tuple(map(image_digest, pictures))
    assert sample.image_hashes == tuple(map(perceptual_hash, pictures))
    assert sample.image_hashes[0] is not None
    assert sample.image_hashes[1] is None


def test_a_picture_is_turned_upright_and_loses_its_metadata(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, IDENTITY  # to be shown turned by 90 degrees; a description
    found = passed(one_picture(make_png(format="JPEG", exif=exif)), make_tools())
    (image,) = found.images
    assert decode_image(image).shape == (48, 32, 3)
    assert IDENTITY.encode() not in image
    assert not Image.open(io.BytesIO(image)).info
    assert "format/JPEG" in found.facts
    assert found.outline.sides == (32,)


class Murmurs:
    """Reads one short text with little certainty in every picture."""

    name = "murmurs 1"

    def find(self, picture: Picture) -> Sequence[Box]:
        return [Box(4, 4, 40, 16, "QQ-58213", 0.5)]


@pytest.mark.parametrize(("study", "passes"), [("58213", False), ("58214", True)])
def test_what_names_the_record_is_found_in_a_dicom_picture_of_it(
    make_tools: MakeTools, write_dicom: WriteDicom, study: str, passes: bool
) -> None:
    content = write_dicom(pixels=np.zeros((32, 48), np.uint16), Modality="CT").read_bytes()
    tools = make_tools()
    tools = replace(tools, finders=replace(tools.finders, detector=Murmurs()))
    found = deidentify(replace(one_picture(content), study=study), tools)
    assert isinstance(found, DeidentifiedSample) is passes, found


def test_a_dicom_picture_denies_its_own_header(
    make_tools: MakeTools, write_dicom: WriteDicom
) -> None:
    raw = one_picture(write_dicom(PatientName="Roe^Richard").read_bytes())
    raw = replace(raw, turns=(Turn("user", "Richard Roe?", images=1),))
    found = passed(raw, make_tools())
    assert found.turns[0].text == "[NAME]?"
    assert decode_image(found.images[0]).shape == (64, 64, 3)


def test_text_in_a_picture_is_redacted(make_tools: MakeTools) -> None:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[8:16, 8:40] = (255, 0, 255)
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    found = passed(one_picture(out.getvalue()), make_tools())
    assert "pixels/redacted" in found.facts
    assert not (decode_image(found.images[0]) == (255, 0, 255)).all(axis=2).any()


@pytest.mark.parametrize("content", [b"GIF89a", b"\x89PNG\r\n\x1a\n broken", b""])
def test_what_does_not_decode_is_quarantined_without_its_name(
    content: bytes, make_tools: MakeTools
) -> None:
    found = deidentify(one_picture(content), make_tools())
    assert found == Quarantined(RAW.key, "image does not decode", "ImageUnreadable")


def test_turns_and_images_must_match(make_tools: MakeTools, make_png: MakePng) -> None:
    raw = replace(RAW, images=(make_png(),))
    assert deidentify(raw, make_tools()) == Quarantined(RAW.key, "turns and images do not match")


def test_equal_pictures_have_one_digest_however_they_were_stored(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    first = passed(one_picture(make_png(1)), make_tools())
    second = passed(one_picture(make_png(1, compress_level=1)), make_tools())
    assert first.outline.pictures == second.outline.pictures
    assert first.outline.content == second.outline.content
    assert first.sha256 != second.sha256


def test_patient_one_of_two_published_sets_is_not_one_person(make_tools: MakeTools) -> None:
    """Patients are matched across the tenant's own sets, and across those of one numbering."""

    def patient(declared: State, numbering: str) -> str:
        tools = make_tools(declared)
        tools = replace(tools, rules=replace(tools.rules, numbering=numbering))
        turns = (Turn("user", "Why?"), Turn("assistant", "Because."))
        found = deidentify(RawSample("row", turns, patient="1"), tools)
        assert isinstance(found, DeidentifiedSample)
        return found.outline.patient

    assert patient(State.DEIDENTIFIED, "set-a") != patient(State.DEIDENTIFIED, "set-b")
    assert patient(State.RAW, "") == patient(State.RAW, "")
    assert patient(State.DEIDENTIFIED, "mimic") == patient(State.RAW, "mimic")


def test_the_digest_of_a_source_confirms_no_guess_without_the_key(make_tools: MakeTools) -> None:
    """The card holds a digest over all of them: a plain one would tell a date that was removed."""
    tools = make_tools()
    other = replace(tools, key=TenantKey("other", b"\7" * 32))
    assert passed(RAW, tools).sha256 != passed(RAW, other).sha256
    assert passed(RAW, tools).sha256 == passed(RAW, tools).sha256
