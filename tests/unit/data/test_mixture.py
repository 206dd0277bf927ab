"""Mixtures of datasets."""

from collections import Counter

import pytest

from residency.data.mixture import MixturePlan, Part, counts, plan_mixture
from residency.errors import DataError


def names(plan: MixturePlan) -> Counter[int]:
    return Counter(plan.parts.tolist())


def picks(plan: MixturePlan) -> list[tuple[int, int, int]]:
    return list(zip(plan.parts.tolist(), plan.indices.tolist(), plan.epochs.tolist(), strict=True))


def test_a_mixture_holds_its_weights_and_shows_every_sample() -> None:
    parts = [Part("images", 90, 3.0), Part("text", 10, 1.0)]
    plan = plan_mixture(parts, seed=0)
    assert names(plan) == {0: 90, 1: 30}
    shown = Counter(index for part, index, _ in picks(plan) if part == 1)
    assert shown == dict.fromkeys(range(10), 3)
    for epoch in range(3):  # each round goes through all of it
        assert sorted(i for p, i, e in picks(plan) if (p, e) == (1, epoch)) == list(range(10))


def test_a_plan_depends_on_the_seed_and_on_nothing_else() -> None:
    parts = [Part("images", 90, 3.0), Part("text", 10, 1.0)]
    assert picks(plan_mixture(parts, seed=0)) == picks(plan_mixture(parts, seed=0))
    assert picks(plan_mixture(parts, seed=0)) != picks(plan_mixture(parts, seed=1))


def test_parts_of_one_size_do_not_go_in_step() -> None:
    halves = [Part(name, 50, 1.0, max_epochs=0.5) for name in ("a", "b")]
    plan = plan_mixture(halves, seed=0)
    first, second = (set(plan.indices[plan.parts == n].tolist()) for n in range(2))
    assert len(first) == len(second) == 25
    assert first != second


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [
        (None, [1000, 1000]),  # weights alone: equal shares
        (1.0, [1000, 10]),  # by size: each sample once
        (2.0, [1000, 100]),  # by the square root of the size
        (1e9, [1000, 1000]),
    ],
)
def test_a_temperature_is_between_by_size_and_evenly(
    temperature: float | None, expected: list[int]
) -> None:
    parts = [Part("large", 1000, 1.0), Part("small", 10, 1.0)]
    assert counts(parts, temperature) == expected


def test_a_weight_multiplies_the_share_that_a_temperature_gives() -> None:
    parts = [Part("large", 1000, 1.0), Part("small", 10, 5.0)]
    assert counts(parts, temperature=1.0) == [1000, 50]


def test_repeats_are_capped() -> None:
    parts = [Part("large", 1000, 1.0), Part("small", 10, 1.0, max_epochs=2.5)]
    assert counts(parts) == [1000, 25]
    assert names(plan_mixture(parts, seed=0)) == {0: 1000, 1: 25}
    assert counts([Part("half", 1000, 1.0, max_epochs=0.5)]) == [500]


def test_others_do_not_go_round_for_samples_that_a_cap_leaves_out() -> None:
    """Else a tenth of a large set would be mixed with ten rounds through each small one."""
    tenth = Part("large", 1000, 1.0, max_epochs=0.1)
    assert counts([tenth, Part("small", 100, 1.0)]) == [100, 100]
    assert counts([tenth, Part("twice", 100, 2.0)]) == [100, 200]


def test_weights_far_from_the_sizes_are_refused_not_planned() -> None:
    """A thousandth of the weight for a million samples: ten samples would be drawn 10^9 times."""
    parts = [Part("large", 1_000_000, 0.001), Part("small", 10, 1.0)]
    told = r"draw 1,001,000,000 samples, and go through 'small' 100,000,000 times; the limit is 1"
    with pytest.raises(DataError, match=told) as error:
        plan_mixture(parts, seed=0)
    assert "Set maxEpochs of 'small'" in error.value.remedy
    capped = [parts[0], Part("small", 10, 1.0, max_epochs=1000)]
    assert counts(capped) == [1_000_000, 10_000]


def test_an_empty_dataset_in_a_mixture_is_named() -> None:
    with pytest.raises(DataError, match="'text' has no training samples"):
        plan_mixture([Part("text", 0, 1.0)], seed=0)


def test_a_million_samples_are_planned_in_arrays() -> None:
    plan = plan_mixture([Part("a", 900_000, 9.0), Part("b", 50_000, 1.0)], seed=0)
    assert len(plan) == 1_000_000
    held = plan.parts.nbytes + plan.indices.nbytes + plan.epochs.nbytes
    assert held == 16 * len(plan)
