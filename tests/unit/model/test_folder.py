"""A model folder that could run code, or is not whole, is refused with its remedy."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from residency.errors import ModelFolderError
from residency.model.folder import check_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    made.mkdir()
    (made / "config.json").write_text('{"model_type": "llava"}')
    (made / "tokenizer.json").write_text('{"model": {"vocab": {"auto_map": 1}}}')
    save_file({"weight": np.zeros(4, np.float32)}, made / "model.safetensors")
    return made


def test_a_plain_folder_is_accepted(folder: Path) -> None:
    check_folder(folder)


def pickle(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"")


def python(folder: Path) -> None:
    (folder / "modeling_own.py").write_text("")


def auto_map(folder: Path) -> None:
    nested = {"text_config": {"auto_map": {"AutoModel": "own.Model"}}}
    (folder / "config.json").write_text(json.dumps(nested))


def target(folder: Path) -> None:
    (folder / "config.json").write_text('{"a": [{"_target_": "os.system"}]}')


def truncated(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def header(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes((1 << 60).to_bytes(8, "little") + path.read_bytes()[8:])


def no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def half_an_index(folder: Path) -> None:
    index = {"weight_map": {"weight": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def outside(folder: Path) -> None:
    (folder / "vocab.txt").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (pickle, "pytorch_model.bin: a pickle runs code"),
        (python, "modeling_own.py: a model folder holds no code"),
        (auto_map, "key 'auto_map'"),
        (target, "key '_target_'"),
        (truncated, r"model.safetensors is damaged: it should have \d+ bytes and has"),
        (header, "model.safetensors is damaged: its header says"),
        (no_weights, "holds no \\*.safetensors"),
        (no_config, "holds no config.json"),
        (half_an_index, "names model-00002-of-00002.safetensors, which is not there"),
        (outside, "points outside its model folder"),
    ],
)
def test_what_is_refused(folder: Path, spoil: Callable[[Path], None], message: str) -> None:
    spoil(folder)
    with pytest.raises(ModelFolderError, match=message) as raised:
        check_folder(folder)
    assert raised.value.remedy


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError, match="nowhere does not exist") as raised:
        check_folder(tmp_path / "nowhere")
    assert "local folders" in raised.value.remedy
