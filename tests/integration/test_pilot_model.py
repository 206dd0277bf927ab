"""The pilot's real text model, where `make pilot-model` has made its folder."""

import json
from pathlib import Path

import pytest
from transformers import PreTrainedTokenizerFast

from residency.data.given_tokenizer import open_given
from residency.data.render import Renderer
from residency.data.sample import Turn
from residency.model.given import check_text
from residency.spec.loader import load_pipeline
from residency.spec.model import Template

RECIPE = "pipelines/medgpt_oss/pilot.yaml"
CONVERSATIONS = {
    "question": (Turn("user", "Is there a mass > 3.5 cm in 2019?"), Turn("assistant", "no")),
    "system": (
        Turn("system", "You read radiographs.\nAnswer briefly."),
        Turn("user", "Which plane is this?"),
        Turn("assistant", "axial"),
        Turn("user", " And  this? \n"),
        Turn("assistant", "ünï\ncode 漢 🫀"),
    ),
}


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    path = repository / ".cache/pilot/smollm2-135m-instruct"
    if not path.is_dir():
        pytest.skip("the pilot's text model is absent: make pilot-model writes it")
    return path


def test_the_recipe_states_its_dimensions(repository: Path, folder: Path) -> None:
    model = load_pipeline(repository / RECIPE).pipeline.spec.model
    assert check_text(model, folder)["tie_word_embeddings"] is True


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_ids_are_those_of_its_own_chat_template(name: str, folder: Path) -> None:
    turns = CONVERSATIONS[name]
    given = open_given(folder, Template.CHATML)
    assert given.as_published
    renderer = Renderer(given.tokenizer, 1, given.chat)
    config = json.loads((folder / "tokenizer_config.json").read_text())
    library = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"), chat_template=config["chat_template"]
    )
    messages = [{"role": turn.role, "content": turn.text} for turn in turns]
    whole = library.apply_chat_template(messages, return_dict=False)
    asked = library.apply_chat_template(
        messages[:-1], add_generation_prompt=True, return_dict=False
    )
    assert list(renderer.render(turns).input_ids) == list(whole)
    assert list(renderer.prompt(turns[:-1])) == list(asked)
