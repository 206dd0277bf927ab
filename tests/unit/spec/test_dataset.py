"""Datasets: what a recipe says of one acts, or is refused with a word on what to do."""

import pytest
from pydantic import JsonValue, ValidationError

from residency.spec.dataset import Dataset, FolderSource

LLAVA: JsonValue = {"llava": {"paths": ["set"]}}
DICOM: JsonValue = {"dicom": {"paths": ["set"]}}
DICTIONARY: JsonValue = {"dictionary": {}}


def dataset(source: JsonValue, **said: JsonValue) -> Dataset:
    told = {"name": "it", "version": "1", "licence": "MIT", "source": source}
    told |= {"attestation": "board, file 7", **said}
    return Dataset.model_validate(told, strict=False)


@pytest.mark.parametrize(
    ("source", "said", "why"),
    [
        (LLAVA, {"filters": [{"name": "duplicate-pixels", "value": 2}]}, "takes no value"),
        (LLAVA, {"filters": [{"name": "min-side", "maximum": 9}]}, "min-side has no maximum"),
        (LLAVA, {"filters": [{"name": "near-duplicate-pixels", "value": -1}]}, "a number below 0"),
        (DICTIONARY, {"filters": [{"name": "blank"}]}, "leave `filters` out"),
        (DICTIONARY, {"split": {"official": True}}, r"leave `split\.official` out"),
        (DICOM, {"split": {"official": True}}, r"leave `split\.official` out"),
        (DICOM, {"filters": [{"name": "duplicate-text"}]}, "leave the filter duplicate-text out"),
        ({"webdataset": {"paths": ["set"], "images": "x"}}, {}, "leave `images` out"),
    ],
)
def test_what_would_be_ignored_is_refused(
    source: JsonValue, said: dict[str, JsonValue], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        dataset(source, **said)


def test_what_acts_is_taken() -> None:
    filters: JsonValue = [
        {"name": "caption-length", "value": 3, "maximum": 9},
        {"name": "near-duplicate-text", "value": 0.7},
        {"name": "duplicate-text"},
    ]
    assert len(dataset(LLAVA, filters=filters, split={"official": True}).filters) == 3


@pytest.mark.parametrize("paths", [["x", "./x"], ["x/a", "x"], ["s3://b/a", "s3://b/a/"]])
def test_a_folder_inside_another_is_refused(paths: list[str]) -> None:
    """Its files would be read twice, under two pseudonyms."""
    with pytest.raises(ValidationError, match="would be read twice"):
        FolderSource(paths=tuple(paths))
    assert FolderSource(paths=("x/a", "x/ab", "x-a")).paths


def test_raw_texts_need_a_person_who_reads_what_comes_out() -> None:
    """The search of text is not good enough alone; of images nobody's words are taken."""
    with pytest.raises(ValidationError, match="needs an `attestation`"):
        dataset(LLAVA, attestation=None)
    assert dataset(LLAVA, attestation=None, state="deidentified")
    assert dataset(DICOM, attestation=None)
