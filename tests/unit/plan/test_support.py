"""What cannot be done yet is said by name; nothing that a recipe states is passed over."""

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from residency.plan import support
from residency.plan.support import unsupported
from residency.spec.base import SpecModel
from residency.spec.dataset import FolderSource, Source
from residency.spec.loader import load_pipeline
from residency.spec.model import ProjectorKind, TextArchitecture, VisionArchitecture
from residency.spec.pipeline import Pipeline
from residency.spec.training import Compare, Protocol

# Fields that nothing outside spec/ reads, and why that ignores no value.
UNREAD = {
    "Pipeline.api_version": "one value only",
    "PipelineSpec.provenance": "for people; tests hold its paths to the recipe",
    "Dataset.people": "read as its property `numbering`",
    "ImageTokenizer.codes": "image tokenizers are not supported yet",
}

QUICKSTART = "pipelines/quickstart/pipeline.yaml"


@pytest.fixture
def quickstart(repository: Path) -> Pipeline:
    return load_pipeline(repository / QUICKSTART).pipeline


def lines(repository: Path, *sets: str, recipe: str = QUICKSTART) -> tuple[str, ...]:
    return unsupported(load_pipeline(repository / recipe, sets).pipeline)


def test_all_of_the_quickstart_is_supported(quickstart: Pipeline) -> None:
    assert unsupported(quickstart) == ()


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("model.vision.architecture=vit", "vit as the vision tower (model.vision.architecture)"),
        (
            "model.vision.features=[{layer: -2}, {layer: 1}]",
            "features of several vision layers (model.vision.features)",
        ),
        (
            "model.vision.features=[{layer: -1, select: full}]",
            "the class token among image features (model.vision.features)",
        ),
        (
            "model.projectors={default: {kind: linear}}",
            "a linear projector (model.projectors.default.kind)",
        ),
        ("model.projectors={a: {}, b: {}}", "several projectors (model.projectors)"),
        (
            "model.adapters={a: {kind: hlora, rank: 8, alpha: 16.0}}",
            "hlora adapters (model.adapters.a)",
        ),
        (
            "model.imageTokenizer={path: /m, codes: 8, tokens: 4}",
            "an image tokenizer (model.imageTokenizer)",
        ),
        ("release.rollout=canary", "a canary rollout (release.rollout)"),
        ("serving.engine=vllm", "serving with vllm (serving.engine)"),
        ("serving.tasks=[reading]", "serving tasks by plug-in (serving.tasks)"),
    ],
)
def test_a_value_of_the_pipeline_is_named(repository: Path, override: str, expected: str) -> None:
    found = lines(repository, override)
    assert found == (f"not supported yet: {expected}, needed by quickstart",)


def test_another_text_model_is_named(repository: Path) -> None:
    (line,) = lines(
        repository, "model.text.architecture=phi3", recipe="pipelines/medgpt_oss/pilot.yaml"
    )
    assert line.startswith("not supported yet: phi3 as the text model (model.text.architecture)")


@pytest.mark.parametrize(
    ("override", "what"),
    [
        ("track=left", "parallel tracks (curriculum.instruct.track)"),
        (
            "from={model: midtrain, merge: [align]}",
            "merging the models of several stages (curriculum.instruct.from.merge)",
        ),
    ],
)
def test_a_value_of_a_stage_is_named(repository: Path, override: str, what: str) -> None:
    found = lines(repository, f"curriculum.instruct.{override}")
    assert found == (f"not supported yet: {what}, needed by instruct",)


def test_one_line_a_capability_names_all_who_need_it(repository: Path) -> None:
    found = lines(repository, recipe="pipelines/healthgpt/m3.yaml")
    assert (
        "not supported yet: the imagePairs source (datasets.ixi.source.imagePairs and 1 more), "
        "needed by ixi, synthrad-2023"
    ) in found


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (TextArchitecture, support.TEXT),
        (VisionArchitecture, support.VISION),
        (ProjectorKind, support.PROJECTORS),
        (Protocol, support.PROTOCOLS),
        (Compare, support.COMPARISONS),
    ],
)
def test_the_tables_know_only_what_the_schema_has(
    kind: type[Enum], table: frozenset[Enum]
) -> None:
    assert set(table) <= set(kind)


@pytest.mark.parametrize("name", sorted(set(Source.model_fields) - support.SOURCES))
def test_a_source_without_a_reader_is_named(quickstart: Pipeline, name: str) -> None:
    source = Source(**{name: FolderSource(paths=("/data",))})
    dataset = quickstart.spec.datasets[0].model_copy(update={"source": source})
    spec = quickstart.spec.model_copy(update={"datasets": (dataset,)})
    (line,) = unsupported(quickstart.model_copy(update={"spec": spec}))
    alias = Source.model_fields[name].alias
    assert line.startswith(
        f"not supported yet: the {alias} source (datasets.{dataset.name}.source"
    )


def models(model: type[SpecModel]) -> Iterator[type[SpecModel]]:
    """A model and all that are defined below it."""
    yield model
    for child in model.__subclasses__():
        yield from models(child)


def test_every_field_of_the_schema_is_read_somewhere(repository: Path) -> None:
    """A new field is read by what computes with it, or refused by support.py: never ignored."""
    package = repository / "platform/residency"
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in package.rglob("*.py")
        if "spec" not in path.relative_to(package).parts
    )
    code = re.sub(r"^(from|import) .*", "", code, flags=re.M)  # modules are called so, too
    read = set(re.findall(r"\.([a-z_0-9]+)\b", code))
    unread = {
        f"{model.__name__}.{name}"
        for model in set(models(SpecModel))
        if model.__module__.startswith("residency.spec.")
        and model is not Source
        and model.__module__ != "residency.spec.deepspeed"  # handed on whole, as JSON
        for name in model.model_fields
        if name not in read
    }
    assert unread == set(UNREAD)
