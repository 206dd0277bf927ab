"""What a pipeline asks for that this version cannot do yet, said by name.

The schema holds more than is built: a recipe states all of a paper, and `plan` says which of it
is still missing. A capability that arrives takes its entry out of a table here, and only that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from residency.spec.dataset import Dataset
from residency.spec.model import (
    AdapterKind,
    FeatureSelect,
    Model,
    ProjectorKind,
    TextArchitecture,
    VisionArchitecture,
    VisionModel,
)
from residency.spec.pipeline import Pipeline
from residency.spec.training import (
    Approval,
    Attention,
    Benchmark,
    Compare,
    Gate,
    Protocol,
    Serving,
    Stage,
    TrainRecipe,
)

SOURCES: Final = frozenset(
    {
        "captions",
        "dicom",
        "dictionary",
        "hugging_face",
        "llava",
        "med_mcqa",
        "med_qa",
        "med_xpert_qa",
        "mimic_cxr",
        "open_i",
        "parquet",
        "path_vqa",
        "pub_med_qa",
        "slake",
        "vqa_med",
        "vqa_rad",
        "webdataset",
    }
)
TEXT: Final = frozenset({TextArchitecture.GPT_OSS, TextArchitecture.LLAMA})
VISION: Final = frozenset({VisionArchitecture.CLIP})
SELECTED: Final = frozenset({FeatureSelect.PATCH})
PROJECTORS: Final = frozenset({ProjectorKind.MLP})
ADAPTERS: Final = frozenset({AdapterKind.LORA})
PROTOCOLS: Final = frozenset({Protocol.STRICT_EXACT_MATCH})
COMPARISONS: Final = frozenset({Compare.ABSOLUTE, Compare.BASELINE})
ENGINES: Final = frozenset({"transformers"})
ROLLOUTS: Final = frozenset({"direct"})


@dataclass(frozen=True, slots=True)
class Missing:
    """A capability that a recipe needs: what, where the recipe says so, and for whom."""

    what: str
    path: str  # below spec, lists by name
    needed_by: str  # a dataset, a stage, a benchmark or the pipeline


def unsupported(pipeline: Pipeline, below: tuple[str, ...] = ("",)) -> tuple[str, ...]:
    """One line for each capability that is missing, in the order in which the file needs them.

    `below`: only what the recipe asks for under paths that start with one of these.
    """
    needs: dict[str, list[Missing]] = {}
    for missing in _missing(pipeline):
        if not missing.path.startswith(below):
            continue
        needs.setdefault(missing.what, []).append(missing)
    return tuple(_line(found) for found in needs.values())


def _line(found: Sequence[Missing]) -> str:
    first, *others = found
    where = f"{first.path} and {len(others)} more" if others else first.path
    who = ", ".join(dict.fromkeys(missing.needed_by for missing in found))
    return f"not supported yet: {first.what} ({where}), needed by {who}"


def _missing(pipeline: Pipeline) -> Iterator[Missing]:
    spec = pipeline.spec
    for dataset in spec.datasets:
        yield from _dataset(dataset)
    yield from _model(spec.model, pipeline.metadata.name)
    if spec.base is not None:
        yield from _training(spec.base, "base", "base")
    for stage in spec.curriculum:
        yield from _stage(stage)
    for benchmark in spec.benchmarks:
        yield from _benchmark(benchmark)
    yield from _release(spec.release, pipeline.metadata.name)
    yield from _serving(spec.serving, pipeline.metadata.name)


def _dataset(dataset: Dataset) -> Iterator[Missing]:
    path, who = f"datasets.{dataset.name}", dataset.name
    if dataset.source.kind not in SOURCES:
        kind = type(dataset.source).model_fields[dataset.source.kind].alias
        yield Missing(f"the {kind} source", f"{path}.source.{kind}", who)


def _model(model: Model, who: str) -> Iterator[Missing]:
    if model.text.architecture not in TEXT:
        name = model.text.architecture.value
        yield Missing(f"{name} as the text model", "model.text.architecture", who)
    yield from _words(model, who)
    yield from _vision(model.vision, who)
    yield from _connections(model, who)


def _words(model: Model, who: str) -> Iterator[Missing]:
    if model.image_tokenizer is not None:
        yield Missing("an image tokenizer", "model.imageTokenizer", who)


def _vision(vision: VisionModel, who: str) -> Iterator[Missing]:
    if vision.architecture not in VISION:
        name = vision.architecture.value
        yield Missing(f"{name} as the vision tower", "model.vision.architecture", who)
    if len(vision.features) > 1:
        yield Missing("features of several vision layers", "model.vision.features", who)
    if any(features.select not in SELECTED for features in vision.features):
        yield Missing("the class token among image features", "model.vision.features", who)


def _connections(model: Model, who: str) -> Iterator[Missing]:
    if len(model.projectors) > 1:
        yield Missing("several projectors", "model.projectors", who)
    for name, projector in model.projectors.items():
        if projector.kind not in PROJECTORS:
            path = f"model.projectors.{name}.kind"
            yield Missing(f"a {projector.kind.value} projector", path, who)
    for name, adapter in model.adapters.items():
        if adapter.kind not in ADAPTERS:
            yield Missing(f"{adapter.kind.value} adapters", f"model.adapters.{name}", who)


def _stage(stage: Stage) -> Iterator[Missing]:
    path, who = f"curriculum.{stage.name}", stage.name
    if stage.track is not None:
        yield Missing("parallel tracks", f"{path}.track", who)
    if stage.from_ is not None and stage.from_.merge:
        yield Missing("merging the models of several stages", f"{path}.from.merge", who)
    yield from _training(stage, path, who)
    if stage.gate is not None:
        yield from _gate(stage.gate, f"{path}.gate", who)


def _training(recipe: TrainRecipe, path: str, who: str) -> Iterator[Missing]:
    if recipe.execution.attention is Attention.FLASH:
        yield Missing("flash attention", f"{path}.execution.attention", who)


def _gate(gate: Gate, path: str, who: str) -> Iterator[Missing]:
    for rule in gate.rules:
        if rule.compare not in COMPARISONS:
            yield Missing(f"comparing with {rule.compare.value}", f"{path}.rules", who)


def _benchmark(benchmark: Benchmark) -> Iterator[Missing]:
    path, who = f"benchmarks.{benchmark.name}", benchmark.name
    if benchmark.protocol not in PROTOCOLS:
        yield Missing(f"the {benchmark.protocol.value} protocol", f"{path}.protocol", who)
    if benchmark.transfer is not None:
        yield Missing("transfer to classification", f"{path}.transfer", who)


def _release(release: Approval, who: str) -> Iterator[Missing]:
    if release.rollout not in ROLLOUTS:
        yield Missing(f"a {release.rollout} rollout", "release.rollout", who)


def _serving(serving: Serving, who: str) -> Iterator[Missing]:
    if serving.engine not in ENGINES:
        yield Missing(f"serving with {serving.engine}", "serving.engine", who)
    if serving.tasks:
        yield Missing("serving tasks by plug-in", "serving.tasks", who)
