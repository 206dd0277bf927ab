"""The word lists of the text rules are what scripts/phrase_lists.py makes of their sources."""

import importlib.util
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


def test_the_lists_of_texts_are_as_committed(script: ModuleType, shared: Path) -> None:
    texts = script.Texts(script.texts_of(shared / "data" / "permissive"))
    for name, content in script.text_lists(texts).items():
        assert content == _committed(script, name), name


def test_the_lists_of_names_are_as_committed(script: ModuleType, shared: Path) -> None:
    found = importlib.util.find_spec("faker")
    if found is None or found.origin is None:
        pytest.skip("Faker, the source of the names, is not installed")
    texts = script.Texts(script.texts_of(shared / "data" / "permissive"))
    for name, content in script.name_lists(Path(found.origin).parents[1], texts).items():
        assert content == _committed(script, name), name
