"""Pretrained folders to one model: every weight in its place, and what is not as said refused."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers.integrations.mxfp4 import convert_moe_packed_tensors
from transformers.models.clip.modeling_clip import CLIPModel, CLIPVisionModel
from transformers.models.gpt_oss.modeling_gpt_oss import GptOssForCausalLM
from transformers.models.llama.modeling_llama import LlamaForCausalLM

from residency.data.given_tokenizer import open_given
from residency.data.sample import Turn
from residency.data.tokenizer import save_tokenizer
from residency.errors import ModelFolderError, NotSupportedYet
from residency.model.assemble import Sources, assemble, extended
from residency.model.build import load_model
from residency.model.folder import check_folder
from residency.model.given import completed
from residency.model.predict import TorchPredictor
from residency.model.words import load_words
from residency.ports import Request
from residency.spec.model import Model, Template, TextArchitecture, TextModel
from tests.given import (
    ROWS,
    pretrained_llama,
    write_given_tokenizer,
    write_text_model,
    write_tower,
)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    given = open_given(write_given_tokenizer(tmp_path / "words"), Template.CHATML)
    save_tokenizer(given.tokenizer, tmp_path / "tokenizer", given.chat, given.added)
    return tmp_path / "tokenizer"


def gpt_oss() -> Model:
    text = TextModel(architecture=TextArchitecture.GPT_OSS)
    return pretrained_llama().model_copy(update={"text": text})


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("whole", [True, False])
def test_every_weight_is_in_its_place(
    tied: bool, whole: bool, words: Path, tmp_path: Path
) -> None:
    text = write_text_model(tmp_path / "text", tied=tied)
    tower = write_tower(tmp_path / "tower", whole=whole)
    sources = Sources(text, tower, words)
    made = assemble(pretrained_llama(tied=tied), sources, 3, tmp_path / "model", file_bytes=20_000)
    check_folder(tmp_path / "model")
    assert (tmp_path / "model/model.safetensors.index.json").is_file()  # several files
    model = load_model(tmp_path / "model", dtype=torch.bfloat16)
    assert made.given + made.drawn == sum(p.numel() for p in model.parameters())

    alone = LlamaForCausalLM.from_pretrained(text, dtype=torch.bfloat16)
    ids = torch.arange(1, 40)[None]
    ours = model(input_ids=ids).logits
    assert torch.equal(ours[..., :ROWS], alone(input_ids=ids).logits)
    kind = CLIPModel if whole else CLIPVisionModel
    theirs = kind.from_pretrained(tower, dtype=torch.bfloat16)
    seen = theirs.vision_model if whole else theirs
    pixels = torch.randn(1, 3, 32, 32, dtype=torch.bfloat16)
    found = model.model.vision_tower(pixels).last_hidden_state
    assert torch.equal(found, seen(pixels).last_hidden_state)
    assert (model.lm_head.weight is model.get_input_embeddings().weight) is tied


def test_gpt_oss_from_a_folder_computes_what_it_did(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text", tied=False, gpt_oss=True)
    assemble(gpt_oss(), Sources(text, None, words), 3, tmp_path / "model")
    model = load_model(tmp_path / "model", dtype=torch.bfloat16)
    alone = GptOssForCausalLM.from_pretrained(
        text, dtype=torch.bfloat16, attn_implementation="eager"
    )
    ids = torch.arange(1, 40)[None]
    assert torch.equal(model(input_ids=ids).logits[..., :ROWS], alone(input_ids=ids).logits)


def test_the_row_of_an_added_word_is_the_mean_of_the_others(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    assemble(pretrained_llama(), Sources(text, None, words), 3, tmp_path / "model")
    model = load_model(tmp_path / "model", dtype=torch.bfloat16)
    rows = model.get_input_embeddings().weight
    told = load_words(tmp_path / "model")
    assert told.added == (told.image,) == (ROWS,) == (model.config.image_token_id,)
    assert torch.equal(rows[ROWS], rows[:ROWS].float().mean(dim=0).to(torch.bfloat16))


def test_reserved_words_that_get_a_meaning_start_anew_too() -> None:
    rows = torch.arange(8.0).reshape(4, 2)
    found = extended(rows, 5, (1,), "mean")
    mean = rows[[0, 2, 3]].mean(dim=0)
    assert torch.equal(found, torch.stack([rows[0], mean, rows[2], rows[3], mean]))
    assert torch.equal(extended(rows, 5, (1,), "zeros")[[1, 4]], torch.zeros(2, 2))
    assert extended(rows, 4, (), "mean") is rows


def test_what_no_folder_holds_depends_on_the_seed_alone(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    drawn = []
    for number, seed in enumerate((3, 3, 4)):
        folder = tmp_path / str(number)
        assemble(pretrained_llama(), Sources(text, None, words), seed, folder)
        held = load_file(folder / "model.safetensors")
        drawn.append(held["multi_modal_projector.linear_1.weight"])
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])


def test_an_assembled_model_answers(words: Path, tmp_path: Path) -> None:
    """Rows of a batch have prompts of different lengths: each answers as it does alone."""
    text = write_text_model(tmp_path / "text")
    assemble(pretrained_llama(), Sources(text, None, words), 3, tmp_path / "model")
    requests = [
        Request((Turn("user", asked),), (), max_new_tokens=5)
        for asked in ("axial", "which modality is this, ct or mr")
    ]
    predictor = TorchPredictor.load(tmp_path / "model")
    together = [(e.index, e.text) for e in predictor.predict(requests) if e.text]
    alone = [
        (index, event.text)
        for index, request in enumerate(requests)
        for event in predictor.predict([request])
        if event.text
    ]
    assert sorted(together, key=lambda one: one[0]) == alone


def test_where_recipe_and_folder_disagree_each_field_is_named(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text", tied=False)
    model = pretrained_llama(tied=True)
    assert model.text.config is not None
    other = model.text.config.model_copy(update={"layers": 3})
    told = model.model_copy(update={"text": model.text.model_copy(update={"config": other})})
    with pytest.raises(ModelFolderError, match=r"layers is 3, num_hidden_layers .* 2;") as raised:
        assemble(told, Sources(text, None, words), 3, tmp_path / "model")
    assert "model.text.config.tieEmbeddings is True" in raised.value.message
    tower = write_tower(tmp_path / "tower", whole=True)
    assert model.vision.config is not None
    wide = model.vision.config.model_copy(update={"patch_size": 8})
    seen = model.vision.model_copy(update={"config": wide})
    with pytest.raises(ModelFolderError, match=r"vision\.config\.patchSize is 8"):
        assemble(
            model.model_copy(update={"vision": seen}),
            Sources(None, tower, words), 3, tmp_path / "model",
        )  # fmt: skip


def test_dimensions_are_the_folders_where_the_recipe_has_none(tmp_path: Path) -> None:
    write_text_model(tmp_path / "text")
    write_tower(tmp_path / "tower", whole=True)
    told = pretrained_llama()
    bare = told.model_copy(
        update={
            "text": told.text.model_copy(update={"path": "text", "config": None}),
            "vision": told.vision.model_copy(update={"path": "tower", "config": None}),
        }
    )
    found = completed(bare, tmp_path)
    assert (found.text.config, found.vision.config) == (told.text.config, told.vision.config)
    assert completed(bare, tmp_path / "elsewhere") == bare


def set_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_the_release_in_mxfp4_is_read_as_what_it_stands_for(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text", tied=False, gpt_oss=True)
    set_config(text, quantization_config={"quant_method": "mxfp4"})
    held = load_file(text / "model.safetensors")
    packed = {}
    for name in [name for name in held if name.endswith("_proj") and ".experts." in name]:
        experts, inputs, outputs = held.pop(name).shape
        shape = (experts, outputs, inputs // 32)
        packed[f"{name}_blocks"] = torch.randint(0, 256, (*shape, 16), dtype=torch.uint8)
        packed[f"{name}_scales"] = torch.randint(110, 130, shape, dtype=torch.uint8)
    save_file(held | packed, text / "model.safetensors")
    assemble(gpt_oss(), Sources(text, None, words), 3, tmp_path / "model")
    model = load_model(tmp_path / "model", dtype=torch.bfloat16)
    for number, layer in enumerate(model.model.language_model.layers):
        place = f"model.layers.{number}.mlp.experts.gate_up_proj"
        blocks, scales = packed[f"{place}_blocks"], packed[f"{place}_scales"]
        assert torch.equal(
            layer.mlp.experts.gate_up_proj, convert_moe_packed_tensors(blocks, scales)
        )
    assert "quantization_config" not in (tmp_path / "model/config.json").read_text()


def test_other_quantised_weights_are_refused(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    set_config(text, quantization_config={"quant_method": "gptq"})
    with pytest.raises(NotSupportedYet, match="weights in gptq") as raised:
        assemble(pretrained_llama(), Sources(text, None, words), 3, tmp_path / "model")
    assert "in bf16, fp16 or fp32" in raised.value.remedy


def test_another_architecture_is_refused(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    with pytest.raises(ModelFolderError, match=r"holds a llama model; .* is gpt-oss"):
        assemble(gpt_oss(), Sources(text, None, words), 3, tmp_path / "model")
    set_config(text, model_type="mamba")
    with pytest.raises(NotSupportedYet, match="mamba as the text model"):
        assemble(pretrained_llama(), Sources(text, None, words), 3, tmp_path / "model")


def test_rows_for_added_words_are_asked_for(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    told = pretrained_llama().model_copy(
        update={"vocabulary": pretrained_llama().vocabulary.model_copy(update={"extend": 0})}
    )
    with pytest.raises(ModelFolderError, match=f"has {ROWS} rows") as raised:
        assemble(told, Sources(text, None, words), 3, tmp_path / "model")
    assert raised.value.remedy == "Set model.vocabulary.extend to 1."


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda held: held.pop("model.norm.weight"), r"language_model\.norm\.weight among them"),
        (lambda held: held.update({"model.own": torch.zeros(1)}), r"language_model\.own, which"),
        (lambda held: held.update({"model.norm.weight": torch.zeros(3)}), r"the shape \[3\]"),
        (lambda held: held.update({"encoder.x": torch.zeros(1)}), "encoder.x is no weight of"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_named(
    spoil: object, message: str, words: Path, tmp_path: Path
) -> None:
    text = write_text_model(tmp_path / "text")
    held = load_file(text / "model.safetensors")
    assert callable(spoil)
    spoil(held)
    save_file(held, text / "model.safetensors")
    with pytest.raises(ModelFolderError, match=message):
        assemble(pretrained_llama(), Sources(text, None, words), 3, tmp_path / "model")


def test_a_tied_head_that_is_written_once_more_is_passed_over(words: Path, tmp_path: Path) -> None:
    text = write_text_model(tmp_path / "text")
    held = load_file(text / "model.safetensors")
    copy = held["model.embed_tokens.weight"].clone()
    save_file({**held, "lm_head.weight": copy}, text / "model.safetensors")
    made = assemble(pretrained_llama(), Sources(text, None, words), 3, tmp_path / "model")
    assert made.given == sum(value.numel() for value in held.values()) + 32  # the added row
