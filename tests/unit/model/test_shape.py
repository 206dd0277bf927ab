"""Models of all recipes, counted on the meta device and held against what was published."""

from pathlib import Path

import pytest

from residency.errors import SpecError
from residency.model.build import build_config, unloaded_model
from residency.model.parts import is_trained, path_of
from residency.model.shape import model_shapes
from residency.plan.flops import active_parameters, stage_flops
from residency.plan.shape import ModelShape
from residency.spec.loader import load_pipeline
from residency.spec.model import Adapter, AdapterKind, Model
from tests.given import ROWS, pretrained_llama
from tests.tiny import tiny_model
from tests.unit.plan.shapes import TOTAL, medgpt_20b


def shapes(repository: Path, recipe: str) -> dict[str, ModelShape]:
    spec = load_pipeline(repository / "pipelines" / recipe).pipeline.spec
    found = model_shapes(spec.model, [stage.train for stage in spec.curriculum])
    return {stage.name: one for stage, one in zip(spec.curriculum, found, strict=True)}


def trained(shape: ModelShape, part: str) -> int:
    return shape.by_part[part][1]


def test_the_20b_model_has_the_published_parts(repository: Path) -> None:
    found = shapes(repository, "medgpt_oss/20b.yaml")
    align, whole = found["align"], found["midtrain"]
    assert align.total == whole.trained == TOTAL == 21_229_513_920
    assert whole.by_part["vision"] == (303_507_456, 303_507_456)
    assert whole.by_part["projector"] == (11_249_280, 11_249_280)
    text = sum(whole.by_part[part][0] for part in ("language", "embeddings", "head"))
    assert text == 20_914_757_184
    assert align.trained == 303_507_456 + 11_249_280


def test_shapes_of_tests_are_as_large_as_the_classes_say(repository: Path) -> None:
    real, written = shapes(repository, "medgpt_oss/20b.yaml")["midtrain"], medgpt_20b()
    assert (written.text, written.vision) == (real.text, real.vision)
    assert written.by_part == real.by_part
    assert max(w.size for w in written.weights) == max(w.size for w in real.weights)


@pytest.mark.parametrize("globs", [("*",), ("vision", "projector"), ("embeddings",)])
def test_what_is_counted_is_what_is_trained(globs: tuple[str, ...]) -> None:
    model = tiny_model()
    (shape,) = model_shapes(model, [globs], 300)
    text = model.text.config
    assert text is not None
    sized = model.text.model_copy(
        update={"config": text.model_copy(update={"vocabulary_size": 300})}
    )
    built = unloaded_model(build_config(model.model_copy(update={"text": sized})))
    assert {(w.path, w.size, w.trained) for w in shape.weights} == {
        (path_of(name), parameter.numel(), is_trained(name, globs))
        for name, parameter in built.named_parameters()
    }


@pytest.mark.parametrize("tied", [True, False])
def test_llama_is_counted_as_it_is_built(tied: bool) -> None:
    model = pretrained_llama(tied=tied)
    (shape,) = model_shapes(model, [("language",)])
    built = unloaded_model(build_config(model))
    assert {(w.path, w.size) for w in shape.weights} == {
        (path_of(name), parameter.numel()) for name, parameter in built.named_parameters()
    }
    assert shape.text.vocabulary == ROWS + 1
    assert ("head" in shape.by_part) is not tied
    assert shape.trains_head


def test_a_tied_head_costs_what_a_head_of_its_own_does() -> None:
    """Fewer weights and as many operations: its one weight is multiplied with all the same."""
    shapes_of = [model_shapes(pretrained_llama(tied=tied), [("*",)])[0] for tied in (True, False)]
    tied, apart = (stage_flops(one, 64, checkpointing=False) for one in shapes_of)
    assert tied == apart
    assert active_parameters(shapes_of[0]) == active_parameters(shapes_of[1])
    assert shapes_of[1].total - shapes_of[0].total == (ROWS + 1) * 32


def test_the_pilot_is_as_large_as_smollm2(repository: Path) -> None:
    shape = shapes(repository, "medgpt_oss/pilot.yaml")["instruct"]
    text = sum(shape.by_part[part][0] for part in ("language", "embeddings"))
    assert text == 134_515_008 + 576  # and the placeholder's row


def test_openmedq_has_llama_and_a_small_plug_in(repository: Path) -> None:
    (shape,) = shapes(repository, "openmedq/7b.yaml").values()
    assert trained(shape, "adapters") == 32 * 2 * 8 * (4096 + 4096)
    assert shape.by_part["projector"] == (768 * 4096 + 4096,) * 2
    text = sum(shape.by_part[part][0] for part in ("language", "embeddings", "head"))
    assert text == 6_738_415_616  # LLaMA-7B
    assert trained(shape, "vision") == shape.by_part["vision"][0]


@pytest.mark.parametrize(
    ("recipe", "stage", "millions"),
    [
        ("healthgpt/m3.yaml", "instruct-comprehension", 102.9),
        ("healthgpt/m3.yaml", "instruct-generation", 404.9),
        ("healthgpt/l14.yaml", "instruct-comprehension", 116.7),
    ],
)
def test_healthgpt_plug_ins_are_as_large_as_published(
    repository: Path, recipe: str, stage: str, millions: float
) -> None:
    shape = shapes(repository, recipe)[stage]
    assert trained(shape, "adapters") == pytest.approx(millions * 1e6, rel=0.0005)
    one, all_of_them = trained(shape, "projector"), shape.by_part["projector"][0]
    assert 2 * one == all_of_them


def test_healthgpt_fuses_the_extended_embeddings_and_the_head(repository: Path) -> None:
    shape = shapes(repository, "healthgpt/m3.yaml")["fuse"]
    assert shape.text.vocabulary == 40_206
    assert shape.trained == 2 * 40_206 * 3072
    assert not shape.gradient_enters or shape.is_trained("language.embeddings.")


def test_xl32_is_qwen(repository: Path) -> None:
    shape = shapes(repository, "healthgpt/xl32.yaml")["fuse"]
    text = sum(shape.by_part[part][0] for part in ("language", "embeddings", "head"))
    assert text == 32_763_876_352


def plugged(*targets: str) -> Model:
    adapter = Adapter(kind=AdapterKind.LORA, rank=4, alpha=8.0, targets=targets)
    return tiny_model().model_copy(update={"adapters": {"own": adapter}})


def test_packed_experts_are_adapted_where_they_are_named() -> None:
    (shape,) = model_shapes(plugged("experts.gate_up_proj"), [("adapters",)], 300)
    assert shape.trained == 3 * 4 * 4 * (32 + 64)  # layers, experts, rank
    (shape,) = model_shapes(plugged(), [("adapters",)], 300)
    assert all(".experts." not in w.path for w in shape.weights if w.trained)


def test_a_target_that_no_layer_has_is_named() -> None:
    with pytest.raises(SpecError, match="'qproj' is no layer") as raised:
        model_shapes(plugged("qproj"), [("*",)], 300)
    assert "q_proj" in raised.value.remedy


def test_what_a_recipe_leaves_out_is_named() -> None:
    model = tiny_model()
    bare = model.model_copy(update={"text": model.text.model_copy(update={"config": None})})
    with pytest.raises(SpecError, match=r"model\.text\.config is missing"):
        model_shapes(bare, [("*",)])
    blind = model.vision.model_copy(update={"config": None})
    with pytest.raises(SpecError, match=r"model\.vision\.config is missing"):
        model_shapes(model.model_copy(update={"vision": blind}), [("*",)], 300)
    with pytest.raises(SpecError, match="vocabulary's size is unknown"):
        model_shapes(model, [("*",)])
