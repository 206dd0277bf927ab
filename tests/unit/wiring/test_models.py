"""Given folders: needed to run, not to plan; and read only as far as each needs."""

from pathlib import Path

import pytest

from residency.errors import DataError, ModelFolderError
from residency.plan.given import UNSEEN
from residency.spec.loader import Loaded, load_pipeline
from residency.wiring.facts import given_digest
from residency.wiring.models import check_model_folders, not_looked_at, with_dimensions
from tests.given import write_given_tokenizer, write_text_model


def pilot(repository: Path, folder: Path, *sets: str) -> Loaded:
    """The pilot's recipe over folders below `folder`."""
    paths = (f"model.text.path={folder}/text", f"model.tokenizer.path={folder}/words")
    return load_pipeline(repository / "pipelines/medgpt_oss/pilot.yaml", (*paths, *sets))


def test_a_plan_needs_no_folder_and_a_run_does(repository: Path, tmp_path: Path) -> None:
    loaded = pilot(repository, tmp_path)
    check_model_folders(loaded, planning=True)
    text, words = not_looked_at(loaded)
    assert text.endswith("was not looked at; counted from model.text.config")
    assert words.startswith(f"model.tokenizer.path: {tmp_path}/words is not on this machine")
    assert given_digest("text", tmp_path / "text") == UNSEEN
    with pytest.raises(ModelFolderError, match="text does not exist"):
        check_model_folders(loaded)


def test_folders_that_are_here_are_held_against_the_recipe(
    repository: Path, tmp_path: Path
) -> None:
    write_text_model(tmp_path / "text")
    loaded = pilot(repository, tmp_path)
    assert len(not_looked_at(loaded)) == 1
    with pytest.raises(ModelFolderError, match=r"model\.text\.config\.hiddenSize is 576"):
        check_model_folders(loaded, planning=True)
    bare = with_dimensions(pilot(repository, tmp_path, "model.text.config=null"))
    found = bare.pipeline.spec.model.text.config
    assert found is not None
    assert (found.hidden_size, found.tie_embeddings) == (32, True)
    check_model_folders(bare, planning=True)
    with pytest.raises(DataError, match="there is no tokenizer"):
        check_model_folders(bare)
    write_given_tokenizer(tmp_path / "words")
    check_model_folders(bare)


def test_a_word_without_a_row_is_found_before_anything_runs(
    repository: Path, tmp_path: Path
) -> None:
    write_text_model(tmp_path / "text")
    write_given_tokenizer(tmp_path / "words")
    sets = ("model.text.config=null", "model.vocabulary.extend=0")
    with pytest.raises(ModelFolderError, match="1 of them added for the chatml format") as raised:
        check_model_folders(pilot(repository, tmp_path, *sets))
    assert raised.value.remedy == "Set model.vocabulary.extend to 1."


def test_weights_and_words_of_one_folder_are_told_apart(tmp_path: Path) -> None:
    folder = write_given_tokenizer(tmp_path / "both")
    write_text_model(folder)
    text, words = (given_digest(role, folder) for role in ("text", "tokenizer"))
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    assert given_digest("text", folder) == text
    assert given_digest("tokenizer", folder) != words
