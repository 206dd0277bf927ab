"""Loading: what is wrong is told with file, line, rule and the nearest right name."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from residency.errors import SpecError
from residency.spec.loader import load_pipeline

Write = Callable[..., Path]


def test_a_right_file_loads(write: Write) -> None:
    loaded = load_pipeline(write())
    assert loaded.pipeline.metadata.name == "small"
    assert [stage.name for stage in loaded.pipeline.spec.curriculum] == ["align", "instruct"]


def test_explicit_values_are_told_from_defaults(write: Write) -> None:
    explicit = load_pipeline(write()).explicit
    assert "spec.curriculum.align.optimizer.lr" in explicit
    assert "spec.curriculum.align.optimizer.clip" not in explicit


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("lr: 1.0e-3", "lrr: 1.0e-3", r":16: unknown key .*lrr`; did you mean `lr`\?"),
        ("lr: 1.0e-3", "lr: fast", r":16: .*optimizer\.lr`: .*valid number \(given: \"fast\"\)"),
        ("steps: 3", "steps: 3.5", r":16: .*steps`: .*valid integer"),
        ("steps: 3", "steps: 3, epochs: 1.0", r":16: .*exactly one of epochs, steps, tokens"),
        ("[{dataset: pictures}]", "[{dataset: picture}]",
         r":18: stage `align` names the dataset `picture`.*did you mean `pictures`\?"),
        ("train: [projector]", "train: [projector]\n      after: [instruct]",
         r":16: stage `align` names the earlier stage `instruct`, which does not exist"),
        ("train: [projector]", "train: [projector]\n      evaluate: [heldout]",
         r":16: stage `align` names the benchmark `heldout`"),
        ("train: [projector]", "train: [projector, adapters.own]",
         r":15: stage `align` names the adapter `own`, which does not exist; there is: none"),
        ("  model:\n", "  decontamination: {limits: {heldout: 0.5}}\n  model:\n",
         r":10: decontamination.limits names the benchmark `heldout`, which does not exist"),
        ("name: instruct", "name: align", r"stage name `align` is given more than once"),
        ("kind: Pipeline", "kind: Pipelines", r":2: `kind`: .*'Pipeline'"),
        ("  model:\n", "  modell:\n", r":10: unknown key `spec.modell`; did you mean `model`\?"),
        ("{dicom: {paths: [data]}}", "{}", r":9: .*a source names exactly one reader"),
        ("name: small", "name: Small Pipeline", r":3: `metadata.name`: .*pattern"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(write: Write, old: str, new: str, expected: str) -> None:
    path = write((old, new))
    with pytest.raises(SpecError) as caught:
        load_pipeline(path)
    text = str(caught.value)
    assert re.search(expected, text), text
    assert text.startswith(str(path))


@pytest.mark.parametrize(
    ("source", "kind", "hint"),
    [
        ("{dicom: {paths: [data]}}\n      questions: {kinds: [plane, window]}", "plnae",
         "kind of sample of `pictures` `plnae`, which does not exist; did you mean `plane`?"),
        ("{dicom: {paths: [data]}}\n      questions: {kinds: [plane, window]}", "colour",
         "there is: plane, window."),
        ("{dictionary: {}}", "words", "there is: text."),
    ],
)  # fmt: skip
def test_a_kind_that_the_recipe_does_not_make_is_refused(
    write: Write, source: str, kind: str, hint: str
) -> None:
    path = write(
        ("{dicom: {paths: [data]}}", source),
        ("[{dataset: pictures}]", f"[{{dataset: pictures, kinds: [{kind}]}}]"),
    )
    with pytest.raises(SpecError) as caught:
        load_pipeline(path)
    assert hint in str(caught.value)


def test_of_rows_that_name_their_kinds_any_kind_may_be_there(write: Write) -> None:
    captions = "{captions: {paths: [data]}}\n      state: deidentified"
    mixed = "[{dataset: pictures, kinds: [caption]}]"
    load_pipeline(write(("{dicom: {paths: [data]}}", captions), ("[{dataset: pictures}]", mixed)))


def test_every_mistake_is_listed_once(write: Write) -> None:
    path = write(("lr: 1.0e-3", "lr: fast"), ("lr: 1.0e-4", "lr: slow"))
    with pytest.raises(SpecError) as caught:
        load_pipeline(path)
    assert len(str(caught.value).splitlines()) == 2


def test_a_missing_file_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"nowhere\.yaml: no such file\n  Give the path"):
        load_pipeline(tmp_path / "nowhere.yaml")


def test_a_folder_names_the_file_in_it(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"is a folder\n  Name the file in it"):
        load_pipeline(tmp_path)


_LLAMA = "{hiddenSize: 64, layers: 2, heads: 4, kvHeads: 2, intermediateSize: 64, context: 64}"
_GPT_OSS = _LLAMA.replace("context: 64", "context: 64, experts: 4, expertsPerToken: 2")
_TOWER = (
    "{imageSize: 32, patchSize: 16, hiddenSize: 32, layers: 2, heads: 4, intermediateSize: 48}"
)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (_GPT_OSS.replace("kvHeads: 2", "kvHeads: 3"), "heads is a multiple of kvHeads"),
        (_GPT_OSS.replace("expertsPerToken: 2", "expertsPerToken: 8"), "at most all of them"),
    ],
)
def test_dimensions_that_no_text_model_has_are_refused(
    write: Write, config: str, told: str
) -> None:
    load_pipeline(
        write(("{architecture: gpt-oss}", f"{{architecture: gpt-oss, config: {_GPT_OSS}}}"))
    )
    with pytest.raises(SpecError, match=rf":11: .*{told}"):
        load_pipeline(
            write(("{architecture: gpt-oss}", f"{{architecture: gpt-oss, config: {config}}}"))
        )


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (_GPT_OSS, "llama has no experts: leave experts and expertsPerToken out"),
        (
            _LLAMA.replace("heads: 4", "heads: 6"),
            "a llama whose hiddenSize is a multiple of heads",
        ),
    ],
)
def test_dimensions_of_another_architecture_are_refused(
    write: Write, config: str, told: str
) -> None:
    load_pipeline(write(("{architecture: gpt-oss}", f"{{architecture: llama, config: {_LLAMA}}}")))
    with pytest.raises(SpecError, match=rf":11: .*{told}"):
        load_pipeline(
            write(("{architecture: gpt-oss}", f"{{architecture: llama, config: {config}}}"))
        )


@pytest.mark.parametrize(
    ("vision", "told"),
    [
        (f"{{config: {_TOWER.replace('heads: 4', 'heads: 5')}}}", "hiddenSize is a multiple of"),
        (f"{{config: {_TOWER}, features: [{{layer: -4}}]}}", "take one of -3 to 2"),
        (f"{{config: {_TOWER}, features: [{{layer: 3}}]}}", "take one of -3 to 2"),
    ],
)
def test_a_tower_that_cannot_be_is_refused(write: Write, vision: str, told: str) -> None:
    load_pipeline(
        write(("vision: {}", f"vision: {{config: {_TOWER}, features: [{{layer: -3}}]}}"))
    )
    with pytest.raises(SpecError, match=rf":12: .*{told}"):
        load_pipeline(write(("vision: {}", f"vision: {vision}")))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("train: [projector]", "train: [projectr]", "is no part of a model; parts are vision,"),
        ("train: [projector]", "train: [adapters]", "trains adapters, and the model has none"),
        ("vision: {}",
         "vision: {}\n    adapters: {a: {kind: lora, rank: 4, alpha: 8.0, experts: 2}}",
         "a lora has none of its own"),
        ("architecture: gpt-oss}", "architecture: llama}", "llama has none; leave `loss.router"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_is_refused(write: Write, old: str, new: str, told: str) -> None:
    balanced = ("train: [projector]", "loss: {routerBalance: 0.01}\n      train: [projector]")
    load_pipeline(write(balanced))
    with pytest.raises(SpecError, match=rf":1[1-6]: .*{told}"):
        load_pipeline(write(balanced, (old, new)))
