"""Globs choose paths, parts, and what lies below a name."""

import pytest

from residency.errors import SpecError
from residency.plan.choice import chosen

PATHS = (
    "vision.tower.weight",
    "projector.comprehension.linear_1.weight",
    "projector.generation.linear_1.weight",
    "language.embeddings.weight",
    "language.layers.0.weight",
    "language.head.weight",
    "adapters.comprehension.language.layers.0.lora_A",
)


@pytest.mark.parametrize(
    ("globs", "numbers"),
    [
        (("*",), range(7)),
        (("vision", "projector"), (0, 1, 2)),
        (("projector.generation",), (2,)),
        (("language",), (3, 4, 5)),
        (("language.*",), (3, 4, 5)),
        (("embeddings", "head"), (3, 5)),
        (("language.layers.*",), (4,)),
        (("adapters.comprehension",), (6,)),
    ],
)
def test_globs(globs: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    assert chosen(PATHS, globs) == {PATHS[number] for number in numbers}


def test_a_glob_that_chooses_nothing_is_refused() -> None:
    with pytest.raises(SpecError, match=r"'adapters\.generation' matches no parameter"):
        chosen(PATHS, ("*", "adapters.generation"))
