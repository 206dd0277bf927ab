"""How scripts/phrase_lists.py makes word lists; on its real sources: tests/integration."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def script(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "phrase_lists", repository / "scripts" / "phrase_lists.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _committed(script: ModuleType, name: str) -> str:
    return Path(script.LISTS / f"{name}.txt").read_text(encoding="utf-8")


def test_words_are_counted_by_how_they_are_written(script: ModuleType) -> None:
    texts = script.Texts(
        ["The MRI of the knee: HbA1c 7, MRI again.", "A later MRI; BRCA1 unknown"]
    )
    assert texts.small["the"] == 1
    assert texts.others["the"] == 1
    assert texts.capitals["MRI"] == 2
    assert set(texts.figured) == {"hba1c", "brca1"}


def test_a_question_of_any_shape_is_read(script: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "text_qa" / "set"
    folder.mkdir(parents=True)
    row = {"question": "why", "options": {"a": "this"}, "contexts": ["that", 3]}
    (folder / "rows.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert sorted(script.texts_of(tmp_path)) == ["that", "this", "why"]


def test_a_folder_without_texts_is_refused(script: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="give --texts the folder of text_qa"):
        next(script.texts_of(tmp_path))


def test_towns_have_no_abbreviations_and_no_commas(script: ModuleType) -> None:
    towns = set(script.towns())
    assert {"albuquerque", "aberdeen"} <= towns
    assert not any("," in town or town.endswith(" hts") for town in towns)


def test_what_is_taken_away_stands_in_no_list(script: ModuleType) -> None:
    assert script.own("no_words").isdisjoint(_committed(script, "vocabulary").split())
    assert script.own("no_names").isdisjoint(_committed(script, "given_names").split())
