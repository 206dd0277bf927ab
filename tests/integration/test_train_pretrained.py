"""A pretrained Llama, its head tied to its embeddings, through DeepSpeed on two ranks.

Assembled from folders and loaded: whole, and straight into the partitions of ZeRO-3.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from residency.data.given_tokenizer import open_given
from residency.data.tokenizer import save_tokenizer
from residency.model.assemble import Sources, assemble
from residency.model.build import load_model
from residency.spec.model import Template
from residency.spec.training import Precision
from residency.train.payload import Ending, TrainPayload, read_outcome
from tests.given import pretrained_llama, write_given_tokenizer, write_text_model
from tests.tiny import tiny_shards, tiny_work

ROOT = Path(__file__).resolve().parents[2]
STAGES = (2, 3)

pytestmark = pytest.mark.timeout(600)  # for the launch, which the first test waits for


def payload(root: Path, zero: int) -> TrainPayload:
    work = tiny_work(
        zero=zero, workers=2, global_batch=4, precision=Precision.FP32, model=pretrained_llama()
    )
    return TrainPayload(
        step="train.align",
        fingerprint="f" * 64,
        work=work,
        seed=3,
        folder=str(root / f"zero-{zero}"),
        checkpoints=str(root / f"checkpoints-{zero}"),
        inputs={name: str(root / name) for name in ("shards", "tokenizer", "model")},
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Path]:
    """The folder of each stage's job; both start from one assembled model."""
    root = tmp_path_factory.mktemp("pretrained")
    given = open_given(write_given_tokenizer(root / "words"), Template.CHATML)
    save_tokenizer(given.tokenizer, root / "tokenizer", given.chat, given.added)
    tiny_shards(root / "shards", root / "tokenizer", [1, 0, 2, 1, 0, 0, 1, 1, 0])
    sources = Sources(write_text_model(root / "text"), None, root / "tokenizer")
    assemble(pretrained_llama(), sources, 3, root / "model")
    files = []
    for zero in STAGES:
        told = payload(root, zero)
        Path(told.folder).mkdir()
        files.append(root / f"{zero}.json")
        files[-1].write_text(told.model_dump_json(by_alias=True))
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "--standalone"]
    ran = subprocess.run(
        [*command, "-m", "tests.integration.entries", *map(str, files)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    return {zero: root / f"zero-{zero}" for zero in STAGES}


@pytest.mark.parametrize("zero", STAGES)
def test_it_learns_and_its_head_stays_tied(trained: Mapping[int, Path], zero: int) -> None:
    outcome = read_outcome(trained[zero])
    assert (outcome.ending, outcome.world_size) == (Ending.DONE, 2)
    assert outcome.first_loss is not None
    assert outcome.last_loss is not None
    assert outcome.last_loss < 0.8 * outcome.first_loss
    folder = trained[zero] / "model"
    assert json.loads((folder / "config.json").read_text())["tie_word_embeddings"] is True
    assert not [name for name in load_file(folder / "model.safetensors") if "lm_head" in name]
    model = load_model(folder, dtype=torch.bfloat16)
    assert model.lm_head.weight is model.get_input_embeddings().weight


def test_partitioned_loading_trains_the_same_model(trained: Mapping[int, Path]) -> None:
    whole, partitioned = (read_outcome(trained[zero]) for zero in STAGES)
    assert partitioned.parameters == whole.parameters
    assert partitioned.first_loss == pytest.approx(whole.first_loss, rel=1e-5)
    assert partitioned.last_loss == pytest.approx(whole.last_loss, rel=1e-4)
