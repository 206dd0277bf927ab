"""The assemble step: what was planned with, and nothing that came in its place since."""

from pathlib import Path

import pytest

from residency.adapters.ray.tokenizer import tokenizer_step
from residency.data.given_files import TOKENIZER_FILES, files_digest
from residency.errors import DataError, ModelFolderError
from residency.model.folder import check_folder
from residency.model.given import WEIGHT_FILES
from residency.model.step import assemble_step
from residency.plan.given import without_paths
from residency.plan.work import (
    AssembleIdentity,
    AssembleWork,
    TokenizerIdentity,
    TokenizerWork,
)
from residency.ports import StepResult
from tests.given import pretrained_llama, write_given_tokenizer, write_text_model
from tests.integration.step_context import context


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """As the tokenizer step leaves them."""
    given = write_given_tokenizer(tmp_path / "words")
    work = TokenizerWork(
        identity=TokenizerIdentity(
            vocabulary_size=None,
            template="chatml",
            given=files_digest(given, TOKENIZER_FILES),
        ),
        path=str(given),
    )
    result = tokenizer_step(context(work, tmp_path / "tokenizer", {}))
    assert result.notes == {"vocabulary": "301", "added": "1"}
    return tmp_path / "tokenizer" / "tokenizer"


def assembled(text: Path, words: Path, folder: Path, planned: str) -> StepResult:
    identity = AssembleIdentity(
        model=without_paths(pretrained_llama()), text=planned, vision=None, seed=0
    )
    work = AssembleWork(identity=identity, text_path=str(text))
    return assemble_step(context(work, folder, {"tokenizer": words}))


def test_it_leaves_a_model_that_may_be_trained_and_asked(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    planned = files_digest(text, WEIGHT_FILES)
    result = assembled(text, words, tmp_path / "one", planned)
    check_folder(tmp_path / "one" / "model")
    assert (result.outputs, result.data_state) == (("model",), "attested")
    assert {"pretrained", "drawn"} == set(result.notes)


def test_a_folder_that_changed_since_it_was_planned_with_is_refused(
    words: Path, tmp_path: Path
) -> None:
    text = write_text_model(tmp_path / "text")
    with pytest.raises(DataError, match="has changed since"):
        assembled(text, words, tmp_path / "one", "0" * 64)


def test_what_could_run_code_is_refused_before_it_is_read(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    (text / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelFolderError, match="a pickle runs code"):
        assembled(text, words, tmp_path / "one", files_digest(text, WEIGHT_FILES))


def test_a_folder_that_has_gone_is_not_told_as_changed(words: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError, match="gone does not exist"):
        assembled(tmp_path / "gone", words, tmp_path / "one", "0" * 64)
