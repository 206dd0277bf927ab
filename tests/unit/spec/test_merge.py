"""`extends` and `--set`: differences by name, recorded, with the same validation after."""

from collections.abc import Callable
from pathlib import Path

import pytest

from residency.errors import SpecError
from residency.spec.loader import load_pipeline

Write = Callable[..., Path]

CHILD = """\
extends: small.yaml
metadata: {name: child}
spec:
  curriculum:
    - name: instruct
      optimizer: {lr: 5.0e-4}
"""


def test_a_variant_states_only_its_difference(write: Write) -> None:
    write()
    pipeline = load_pipeline(write(text=CHILD, name="child.yaml")).pipeline
    align, instruct = pipeline.spec.curriculum
    assert pipeline.metadata.name == "child"
    assert (align.optimizer.lr, instruct.optimizer.lr) == (1e-3, 5e-4)
    assert instruct.optimizer.steps == 3


def test_null_removes(write: Write) -> None:
    write()
    text = CHILD.replace("{lr: 5.0e-4}", "{steps: null, epochs: 1.0}")
    instruct = load_pipeline(write(text=text, name="child.yaml")).pipeline.spec.curriculum[1]
    assert (instruct.optimizer.steps, instruct.optimizer.epochs) == (None, 1.0)


def test_errors_name_the_file_that_holds_the_line(write: Write) -> None:
    parent = write(("lr: 1.0e-3", "lrr: 1.0e-3"))
    child = write(text=CHILD.replace("5.0e-4", "fast"), name="child.yaml")
    with pytest.raises(SpecError) as caught:
        load_pipeline(child)
    text = str(caught.value)
    assert f"{parent}:16: unknown key" in text
    assert f"{child}:6: " in text


def test_a_circle_is_refused(write: Write) -> None:
    write(text="extends: b.yaml\n", name="a.yaml")
    path = write(text="extends: a.yaml\n", name="b.yaml")
    with pytest.raises(SpecError, match="goes in a circle"):
        load_pipeline(path)


def test_set_addresses_lists_by_name_and_is_recorded(write: Write) -> None:
    loaded = load_pipeline(write(), ["curriculum.instruct.optimizer.lr=2.0e-4", "seed=5"])
    assert loaded.pipeline.spec.curriculum[1].optimizer.lr == 2e-4
    assert loaded.pipeline.spec.seed == 5
    assert loaded.overrides == {"curriculum.instruct.optimizer.lr": "2.0e-4", "seed": "5"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curriculum.align.optimizer.lr", "is not path=value"),
        ("curriculum.alihn.seed=1", "is named `alihn` here\n  Names here: align, instruct."),
        ("curriculum.align.name.more=1", "leads below a plain value"),
        ("curriculum.align.optimizer.lr=1e-3", "Write it with a decimal point: 1.0e-3"),
        ("seed=often", "--set seed=often: `spec.seed`: input should be a valid integer"),
        ("sede=1", "unknown key `spec.sede`; did you mean `seed`?"),
    ],
)
def test_a_wrong_set_is_explained(write: Write, text: str, expected: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_pipeline(write(), [text])
    assert expected in str(caught.value)
