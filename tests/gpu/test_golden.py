"""Golden logits, computed on a processor in fp32, against what a GPU computes in bf16."""

from pathlib import Path

import pytest
import torch

from residency.model.build import build_config, build_model
from residency.model.export import export_model
from residency.model.golden import FOLDER
from residency.model.predict import TorchPredictor
from residency.model.words import load_words
from tests.tiny import tiny_model, tiny_tokenizer


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
def test_an_exported_model_is_the_same_on_a_gpu(tmp_path: Path) -> None:
    tokenizer = tiny_tokenizer(tmp_path / "tokenizer")
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=5, dtype=torch.bfloat16)
    export_model(model, model.state_dict(), tokenizer, tmp_path / "model")
    assert (tmp_path / "model" / FOLDER).is_dir()
    TorchPredictor.load(tmp_path / "model")  # raises ModelFolderError where they differ
