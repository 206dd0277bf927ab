"""A model that no longer computes what it did when it was exported is refused, and why."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from residency.errors import ModelFolderError
from residency.model.build import build_config, build_model, load_model
from residency.model.export import export_model
from residency.model.folder import check_folder
from residency.model.golden import EXACT, Golden, relative_errors, verify_golden
from residency.model.predict import TorchPredictor
from residency.model.words import load_words
from tests.tiny import tiny_model, tiny_tokenizer


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("exported")
    tokenizer = tiny_tokenizer(root / "tokenizer")
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=1, dtype=torch.float32)
    export_model(model, model.state_dict(), tokenizer, root / "model")
    return root / "model"


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return shutil.copytree(exported, tmp_path / "model")


def verified(folder: Path, dtype: torch.dtype = torch.float32) -> bool:
    return verify_golden(load_model(folder, dtype=dtype), folder)


def vouched_anew(folder: Path) -> None:
    """As if nobody looked at the small files: the logits have to find it by themselves."""
    path = folder / "golden" / "golden.json"
    about = Golden.model_validate_json(path.read_bytes())
    path.write_text(about.model_copy(update={"files": {}}).model_dump_json(by_alias=True))


def set_rope(folder: Path, theta: float) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config["text_config"]["rope_parameters"]["rope_theta"] = theta
    path.write_text(json.dumps(config))


def test_what_was_exported_is_what_loads(exported: Path) -> None:
    check_folder(exported)
    assert verified(exported)
    assert verified(exported, torch.bfloat16)
    about = Golden.model_validate_json((exported / "golden" / "golden.json").read_bytes())
    assert {"torch", "transformers", "tokenizers"} <= set(about.libraries)
    assert {"config.json", "tokenizer.json", "preprocessor_config.json"} <= set(about.files)
    assert EXACT < about.rounding < 0.05
    stored = load_file(exported / "golden" / "logits.safetensors")
    assert set(stored) == {
        f"{name}.{what}" for name in ("words", "picture") for what in ("ids", "logits")
    }
    assert stored["picture.logits"].dtype is torch.float32


@pytest.mark.parametrize(
    "end", ["model.layers.1.self_attn.q_proj.weight", "0.mlp.fc1.weight", "r.linear_1.weight"]
)
def test_a_changed_weight_is_found(folder: Path, end: str) -> None:
    path = folder / "model.safetensors"
    weights = load_file(path)
    (name,) = (name for name in weights if name.endswith(end))
    weights[name] = weights[name].flip(0)
    save_file(weights, path, metadata={"format": "pt"})
    with pytest.raises(ModelFolderError, match=r"does not compute .* one logit by [0-9]") as found:
        verified(folder)
    assert "The libraries are those that it was exported with" in found.value.remedy
    with pytest.raises(ModelFolderError, match="does not compute the logits"):
        TorchPredictor.load(folder)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_another_rotation_is_found(folder: Path, dtype: torch.dtype) -> None:
    set_rope(folder, 500.0)
    with pytest.raises(ModelFolderError, match=r"config\.json was changed or removed"):
        verified(folder, dtype)
    vouched_anew(folder)
    with pytest.raises(ModelFolderError, match="does not compute the logits"):
        verified(folder, dtype)


def test_another_tokenizer_is_found(folder: Path) -> None:
    path = folder / "tokenizer.json"
    tokenizer = json.loads(path.read_text())
    words = tokenizer["model"]["vocab"]
    words["a"], words["e"] = words["e"], words["a"]
    path.write_text(json.dumps(tokenizer))
    with pytest.raises(ModelFolderError, match=r"tokenizer\.json was changed or removed"):
        verified(folder)
    vouched_anew(folder)
    with pytest.raises(ModelFolderError, match="gives other ids"):
        verified(folder)


def test_a_folder_without_golden_logits_is_told_apart(folder: Path) -> None:
    (folder / "golden" / "logits.safetensors").write_bytes(b"1")
    with pytest.raises(ModelFolderError, match="golden is damaged"):
        verified(folder)
    shutil.rmtree(folder / "golden")
    assert not verified(folder)


def test_one_position_that_a_tie_has_moved_is_no_other_model() -> None:
    golden = torch.randn(8, 50, generator=torch.Generator().manual_seed(1))
    ours = golden.clone()
    ours[3] += torch.linspace(-1, 1, 50)
    errors = relative_errors(ours, golden)
    assert float(errors.max()) > 0.3
    assert float(errors.median()) == 0.0
