"""Every recipe loads, says where its values come from, and holds what was published."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from residency.spec.loader import Loaded, load_pipeline
from residency.spec.model import Adapter, Padding, TextConfig, VisionConfig, Yarn
from residency.spec.training import Optimizer, ProvenanceKind, Schedule, Stage

ROOT = Path(__file__).resolve().parent.parent.parent
RECIPES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("pipelines/**/*.yaml"))
OWN = ("quickstart", "pilot")  # no paper stands behind their values
PUBLISHED = [recipe for recipe in RECIPES if not any(name in recipe for name in OWN)]

CLIP_L_336 = VisionConfig(
    image_size=336, patch_size=14, hidden_size=1024, layers=24, heads=16, intermediate_size=4096
)


def load(name: str) -> Loaded:
    return load_pipeline(ROOT / "pipelines" / name)


def stages(loaded: Loaded) -> Mapping[str, Stage]:
    return {stage.name: stage for stage in loaded.pipeline.spec.curriculum}


def rates(optimizer: Optimizer) -> tuple[float, tuple[float, ...]]:
    """The learning rate, and those of the groups."""
    return optimizer.lr, tuple(group.lr for group in optimizer.groups)


def test_the_recipes_of_the_house_are_there() -> None:
    assert {
        "pipelines/quickstart/pipeline.yaml",
        "pipelines/medgpt_oss/20b.yaml",
        "pipelines/openmedq/7b.yaml",
        "pipelines/healthgpt/m3.yaml",
        "pipelines/healthgpt/l14.yaml",
        "pipelines/healthgpt/xl32.yaml",
    } <= set(RECIPES)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_validates(recipe: str) -> None:
    assert load_pipeline(ROOT / recipe).pipeline.spec.curriculum


@pytest.mark.parametrize("recipe", RECIPES)
def test_provenance_speaks_of_values_that_are_written(recipe: str) -> None:
    loaded = load_pipeline(ROOT / recipe)
    written = [leaf.removeprefix("spec.") for leaf in loaded.explicit]
    stray = [
        path
        for path in loaded.pipeline.spec.provenance
        if not any(leaf == path or leaf.startswith(f"{path}.") for leaf in written)
    ]
    assert stray == []


@pytest.mark.parametrize("recipe", PUBLISHED)
@pytest.mark.parametrize("value", ["optimizer.lr", "optimizer.globalBatch", "sequence.length"])
def test_the_values_that_decide_say_where_they_come_from(recipe: str, value: str) -> None:
    spec = load_pipeline(ROOT / recipe).pipeline.spec
    marked = spec.provenance
    assert [
        stage.name for stage in spec.curriculum if f"curriculum.{stage.name}.{value}" not in marked
    ] == []


@pytest.mark.parametrize("recipe", PUBLISHED)
def test_a_recipe_can_be_placed_but_for_its_image(recipe: str) -> None:
    placement = load_pipeline(ROOT / recipe).pipeline.spec.placement
    assert placement.queue
    assert placement.home in {v.path for v in placement.volumes if not v.read_only}
    assert placement.image is None  # a site's own


def test_medgpt_oss_has_the_dimensions_of_gpt_oss_and_clip() -> None:
    model = load("medgpt_oss/20b.yaml").pipeline.spec.model
    assert model.text.config == TextConfig(
        hidden_size=2880,
        layers=24,
        heads=64,
        kv_heads=8,
        head_dim=64,
        intermediate_size=2880,
        vocabulary_size=201088,
        context=131072,
        experts=32,
        experts_per_token=4,
        sliding_window=128,
        rope_theta=150000.0,
        yarn=Yarn(
            factor=32.0, original_context=4096, beta_fast=32.0, beta_slow=1.0, truncate=False
        ),
    )
    assert model.vision.config == CLIP_L_336
    assert model.tiling is not None
    assert (model.tiling.tile, model.tiling.maximum, model.tiling.thumbnail) == (336, 12, True)


def test_medgpt_oss_has_the_three_stages() -> None:
    found = stages(load("medgpt_oss/20b.yaml"))
    assert {name: stage.train for name, stage in found.items()} == {
        "align": ("vision", "projector"),
        "midtrain": ("*",),
        "instruct": ("*",),
    }
    assert found["midtrain"].sequence.length == found["instruct"].sequence.length == 32768
    for stage in found.values():
        assert stage.optimizer.epochs == 1.0
        assert stage.optimizer.schedule is Schedule.COSINE
        assert (stage.execution.workers, stage.execution.zero) == (8, 3)
        assert stage.execution.activation_checkpointing
        assert stage.resources.gpus == 1.0


def test_what_the_medgpt_oss_paper_leaves_open_is_marked_assumed() -> None:
    marked = load("medgpt_oss/20b.yaml").pipeline.spec.provenance
    for stage in ("align", "midtrain", "instruct"):
        for value in ("lr", "globalBatch", "warmup", "weightDecay"):
            found = marked[f"curriculum.{stage}.optimizer.{value}"]
            assert found.kind is ProvenanceKind.ASSUMED


def test_openmedq_has_what_was_published() -> None:
    spec = load("openmedq/7b.yaml").pipeline.spec
    (stage,) = spec.curriculum
    assert (stage.optimizer.lr, stage.optimizer.global_batch) == (5.0e-5, 64)
    assert (stage.optimizer.epochs, stage.execution.workers) == (15.0, 1)
    assert len(stage.mixture) == 14
    assert spec.model.adapters["language"].rank == 8
    vision = spec.model.vision.config
    assert vision is not None
    assert (vision.image_size, vision.patch_size, vision.hidden_size) == (224, 16, 768)
    assert [b.transfer.epochs for b in spec.benchmarks if b.transfer] == [100] * 4


@pytest.mark.parametrize(
    ("recipe", "words", "comprehension", "generation"),
    [
        ("healthgpt/m3.yaml", 40206, (64, 128.0), (256, 512.0)),
        ("healthgpt/l14.yaml", 108547, (32, 64.0), (128, 256.0)),
    ],
)
def test_healthgpt_has_the_published_plug_ins(
    recipe: str, words: int, comprehension: tuple[int, float], generation: tuple[int, float]
) -> None:
    model = load(recipe).pipeline.spec.model
    text = model.text.config
    assert text is not None
    assert (text.vocabulary_size or 0) + model.vocabulary.extend == words
    plug_ins = [model.adapters["comprehension"], model.adapters["generation"]]
    assert [(one.rank, one.alpha) for one in plug_ins] == [comprehension, generation]
    assert {one.experts for one in plug_ins} == {4}
    assert [f.layer for f in model.vision.features] == [-2, 1]
    assert model.vision.config == CLIP_L_336
    assert model.vision.padding is Padding.MEAN


def test_healthgpt_has_the_published_curriculum() -> None:
    found = stages(load("healthgpt/m3.yaml"))
    assert {name: stage.optimizer.global_batch for name, stage in found.items()} == {
        "align-comprehension": 256,
        "align-generation": 64,
        "fuse": 32,
        "instruct-comprehension": 128,
        "instruct-generation": 64,
    }
    assert {name: rates(stage.optimizer) for name, stage in found.items()} == {
        "align-comprehension": (1.0e-3, ()),
        "align-generation": (2.0e-4, (2.0e-5,)),
        "fuse": (2.0e-4, ()),
        "instruct-comprehension": (2.0e-4, (2.0e-5,)),
        "instruct-generation": (2.0e-4, (2.0e-5,)),
    }
    assert {stage.sequence.length for stage in found.values()} == {2048}
    assert [stage.dropout for stage in found.values()] == [0.0, 0.05, 0.05, 0.05, 0.05]
    assert found["fuse"].optimizer.schedule is Schedule.CONSTANT


def test_healthgpt_l14_differs_where_the_paper_says() -> None:
    assert rates(stages(load("healthgpt/l14.yaml"))["align-generation"].optimizer)[0] == 1.0e-4


def test_healthgpt_xl32_comprehends_only() -> None:
    loaded = load("healthgpt/xl32.yaml")
    model = loaded.pipeline.spec.model
    assert model.adapters == {
        "comprehension": Adapter.model_validate(
            {"kind": "hlora", "rank": 32, "alpha": 64.0, "experts": 4, "task": "comprehension"},
            strict=False,
        )
    }
    assert model.image_tokenizer is None
    assert model.vision.padding is Padding.MEAN
    assert list(stages(loaded)) == ["align-comprehension", "fuse", "instruct-comprehension"]
