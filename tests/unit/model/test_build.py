"""From dimensions to a model, its parts, and a folder that loads again."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from transformers.models.auto.processing_auto import AutoProcessor

from residency.data.image import encode_png
from residency.data.render import load_renderer
from residency.data.sample import Turn
from residency.data.tiling import Cutting
from residency.errors import ModelFolderError, NotSupportedYet, SpecError
from residency.model.build import build_config, build_model, load_model
from residency.model.dimensions import cutting
from residency.model.export import export_model
from residency.model.folder import check_folder
from residency.model.freeze import freeze
from residency.model.parts import is_trained, part_of, path_of
from residency.model.predict import TorchPredictor
from residency.model.words import load_words
from residency.ports import Request
from residency.spec.model import (
    Model,
    Padding,
    TextArchitecture,
    TextModel,
    Tiling,
)
from residency.spec.training import Part
from tests.tiny import PATCH, SIDE, tiny_model, tiny_tokenizer

PROJECTOR = "model.multi_modal_projector.linear_1.weight"
EMBEDDINGS = "model.language_model.embed_tokens.weight"


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    return tiny_tokenizer(tmp_path / "tokenizer")


def test_the_same_seed_draws_the_same_weights(tokenizer: Path) -> None:
    config = build_config(tiny_model(), load_words(tokenizer))
    first, second = (build_model(config, seed=5, dtype=torch.float32) for _ in range(2))
    states = zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    assert all(torch.equal(a, b) for a, b in states)
    assert config.text_config.rope_parameters["rope_type"] == "yarn"
    assert first.model.language_model.config._attn_implementation == "eager"
    assert first.model.vision_tower.config._attn_implementation == "sdpa"


def test_an_exported_model_reloads_whole_and_equal(tokenizer: Path, tmp_path: Path) -> None:
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=5, dtype=torch.bfloat16)
    export_model(model, model.state_dict(), tokenizer, tmp_path / "model")
    check_folder(tmp_path / "model")
    loaded = load_model(tmp_path / "model", dtype=torch.bfloat16)
    ours, theirs = model.state_dict(), loaded.state_dict()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert load_words(tmp_path / "model").image == config.image_token_id


def test_other_engines_count_as_many_placeholders_as_patches(
    tokenizer: Path, tmp_path: Path
) -> None:
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=5, dtype=torch.float32)
    export_model(model, model.state_dict(), tokenizer, tmp_path / "model")
    processor = json.loads((tmp_path / "model" / "processor_config.json").read_text())
    assert processor["num_additional_image_tokens"] == 1
    loaded = AutoProcessor.from_pretrained(tmp_path / "model", local_files_only=True)
    picture = torch.zeros(3, SIDE, SIDE, dtype=torch.uint8)
    inputs = loaded(text="<|image|>axial", images=picture, return_tensors="pt")
    placeholders = int((inputs["input_ids"] == config.image_token_id).sum())
    assert placeholders == (SIDE // PATCH) ** 2


def test_a_folder_says_how_images_are_cut(tokenizer: Path, tmp_path: Path) -> None:
    tiled = tiny_model().model_copy(update={"tiling": Tiling(tile=SIDE, maximum=4)})
    vision = tiny_model().vision.model_copy(update={"padding": Padding.MEAN})
    padded = tiny_model().model_copy(update={"vision": vision})
    for number, recipe in enumerate((tiny_model(), tiled, padded)):
        folder = tmp_path / str(number)
        config = build_config(recipe, load_words(tokenizer))
        model = build_model(config, seed=1, dtype=torch.bfloat16)
        export_model(model, model.state_dict(), tokenizer, folder)
        again = load_model(folder, dtype=torch.bfloat16)
        assert cutting(again.config) == Cutting(SIDE, recipe.tiling, recipe.vision.padding)
        predictor = TorchPredictor.load(folder)
        image = np.zeros((2 * SIDE, 2 * SIDE, 3), np.uint8)
        turns = (Turn("user", "which plane", 1),)
        *_, end = predictor.predict([Request(turns, (encode_png(image),), max_new_tokens=1)])
        tokens = (SIDE // PATCH) ** 2
        plain = len(load_renderer(folder, tokens).prompt(turns, [0]))
        assert end.prompt_tokens - plain == (5 if recipe.tiling else 1) * tokens


def test_tiles_are_as_large_as_what_the_tower_reads() -> None:
    with pytest.raises(ValidationError, match="make them equal"):
        Model(**dict(tiny_model()) | {"tiling": Tiling(tile=2 * SIDE, maximum=4)})


def test_a_missing_weight_is_an_error(tokenizer: Path, tmp_path: Path) -> None:
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=5, dtype=torch.float32)
    weights = model.state_dict()
    del weights["lm_head.weight"]
    with pytest.raises(ModelFolderError, match=r"missing_keys.*lm_head"):
        export_model(model, weights, tokenizer, tmp_path / "model")
    with pytest.raises(ModelFolderError, match=r"missing_keys.*lm_head"):
        load_model(tmp_path / "model", dtype=torch.float32)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"text": TextModel(architecture=TextArchitecture.QWEN2)}, "architecture: qwen2"),
        ({"text": TextModel(architecture=TextArchitecture.PHI3)}, "architecture: phi3"),
    ],
)
def test_what_comes_later_is_named(changes: dict[str, object], name: str) -> None:
    with pytest.raises(NotSupportedYet, match=f"not supported yet: .*{name}"):
        build_config(tiny_model().model_copy(update=changes))


@pytest.mark.parametrize(
    ("parameter", "glob", "trained"),
    [
        (PROJECTOR, "projector", True),
        (PROJECTOR, "projector.*", True),
        (PROJECTOR, "language", False),
        (EMBEDDINGS, "language", True),
        (EMBEDDINGS, "language.*", True),
        (EMBEDDINGS, "embeddings", True),
        (EMBEDDINGS, "language.layers.*", False),
        ("lm_head.weight", "head", True),
        ("model.vision_tower.vision_model.post_layernorm.weight", "*", True),
    ],
)
def test_globs(parameter: str, glob: str, trained: bool) -> None:
    assert is_trained(parameter, (glob,)) is trained


def test_paths_start_with_the_part() -> None:
    assert path_of(EMBEDDINGS) == "language.embeddings.weight"
    assert part_of(EMBEDDINGS) is Part.EMBEDDINGS


def test_freezing_leaves_gradients_to_what_is_named(tokenizer: Path) -> None:
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=5, dtype=torch.float32)
    table = freeze(model, ("vision", "projector"))
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    assert table.trained == trained
    assert table.total == sum(p.numel() for p in model.parameters())
    with pytest.raises(SpecError, match="'visoin' matches no parameter"):
        freeze(model, ("visoin",))
