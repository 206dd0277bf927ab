"""Another chat format and tiles, all the way: rendered, packed, trained, exported, asked."""

from pathlib import Path

import numpy as np
import pytest

from residency.data.image import encode_png
from residency.data.pack import Packable, build_rows
from residency.data.render import load_renderer
from residency.data.sample import Turn
from residency.data.shards import write_shards
from residency.data.templates.formats import FORMATS
from residency.data.tiling import Cutting
from residency.data.tokenizer import save_tokenizer, train_tokenizer
from residency.model.predict import TorchPredictor
from residency.plan.work import TrainWork
from residency.ports import FinishReason, Request
from residency.spec.model import Template, Tiling
from residency.train.engine import ModelSource
from residency.train.payload import TrainPayload
from residency.train.plain import PlainEngine
from residency.train.worker import run_worker
from tests.tiny import PATCH, SIDE, TEXTS, tiny_model, tiny_work

TOKENS = (SIDE // PATCH) ** 2
LENGTH = 96
QUESTION = (Turn("user", "which plane is this", 1),)
ANSWER = "axial"


def plain(work: TrainWork, source: ModelSource) -> PlainEngine:
    identity = work.identity
    return PlainEngine(source.build(), identity.optimizer, identity.precision, 0.0)


@pytest.mark.parametrize("template", [Template.PHI3, Template.LLAMA2, Template.CHATML])
def test_what_was_learnt_is_said(template: Template, tmp_path: Path) -> None:
    chat, tiling = FORMATS[template], Tiling(tile=SIDE, maximum=4)
    tokenizer = train_tokenizer([*TEXTS, *chat.words], 400, chat)
    save_tokenizer(tokenizer, tmp_path / "tokenizer", chat)
    renderer = load_renderer(tmp_path / "tokenizer", TOKENS)
    picture = np.random.default_rng(0).integers(0, 256, (2 * SIDE, SIDE, 3), dtype=np.uint8)
    cut = Cutting(SIDE, tiling).pictures(picture)
    assert len(cut) == 3
    rendered = renderer.render((*QUESTION, Turn("assistant", ANSWER)), [len(cut)])
    sample = Packable(rendered, tuple(cut))
    rows = build_rows([sample], [[0]], LENGTH, renderer.padding_id)
    write_shards(rows, tmp_path / "shards", 1, TOKENS)
    recipe = tiny_model().model_copy(update={"tiling": tiling, "template": template})
    payload = TrainPayload(
        step="train.align",
        fingerprint="f" * 64,
        work=tiny_work(model=recipe, global_batch=1, steps=12),
        seed=3,
        folder=str(tmp_path),
        checkpoints=str(tmp_path / "checkpoints"),
        inputs={name: str(tmp_path / name) for name in ("shards", "tokenizer")},
    )
    run_worker(payload, plain)
    predictor = TorchPredictor.load(tmp_path / "model")
    asked = Request(QUESTION, (encode_png(picture),), max_new_tokens=12)
    events = list(predictor.predict([asked]))
    assert "".join(event.text for event in events) == ANSWER
    assert events[-1].finish is FinishReason.STOP
    assert events[-1].prompt_tokens == len(renderer.prompt(QUESTION, [3]))
