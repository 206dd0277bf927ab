"""Images with captions, as ROCO, ROCOv2 and PMC-OA lay them out."""

from pathlib import Path

from residency.data.raw import RawSample
from tests.unit.data.sources.real_sets import count
from tests.unit.data.sources.small_sets import PICTURE, csv_file, json_lines, read, write


def test_an_id_names_its_image_and_a_file_its_split(tmp_path: Path) -> None:
    write(tmp_path, "test/ROCOv2_1.jpg", PICTURE)
    csv_file(tmp_path, "test_captions.csv", [["ID", "Caption"], ["ROCOv2_1", "A scan."]])
    csv_file(tmp_path, "test_concepts.csv", [["ID", "CUIs"], ["ROCOv2_1", "C1"]])
    licences = [["ID", "PMCID", "Attribution", "Link"], ["ROCOv2_1", "PMC1", "CC BY", "x"]]
    csv_file(tmp_path, "license_information.csv", licences)
    (found,) = read(tmp_path, "captions")
    assert isinstance(found, RawSample)
    assert (found.answer, found.split, found.images) == ("A scan.", "test", (PICTURE,))


def test_the_recipe_names_the_fields_of_other_sets(tmp_path: Path) -> None:
    write(tmp_path, "images/1.jpg", PICTURE)
    json_lines(tmp_path, "pairs.jsonl", [{"filename": "1.jpg", "notes": "A cough.", "who": 12}])
    columns = {"image": "filename", "caption": "notes", "patient": "who"}
    (found,) = read(tmp_path, "captions", columns=columns)
    assert isinstance(found, RawSample)
    assert (found.answer, found.patient) == ("A cough.", "12")


def test_the_real_sample_of_rocov2(shared: Path) -> None:
    found = count(shared / "data/noncommercial/image_text/rocov2_sample", "captions")
    assert found.splits == {"test": 74, "train": 478, "validate": 78}
    assert found.quarantined == []


def test_the_real_chest_x_rays_with_notes(shared: Path) -> None:
    columns = {"caption": "clinical_notes", "patient": "patientid"}
    root = shared / "data/noncommercial/image_text/covid_chestxray"
    found = count(root, "captions", columns=columns)
    assert (len(found.samples), len(found.quarantined)) == (272, 80)  # 80 have no notes
    assert all(sample.patient for sample in found.samples)
