"""No number, or a gradient far beyond the usual, ends training."""

import math

import pytest

from residency.errors import Diverged
from residency.train.divergence import EXPLODED, Divergence


@pytest.mark.parametrize(("loss", "norm"), [(math.nan, 1.0), (1.0, math.nan), (math.inf, 1.0)])
def test_no_number_is_refused(loss: float, norm: float) -> None:
    with pytest.raises(Diverged, match="diverged at step 7"):
        Divergence().check(loss, norm, 7)


def test_an_exploding_gradient_is_refused_and_a_spike_is_not() -> None:
    divergence = Divergence()
    for step in range(30):
        divergence.check(1.0, 0.5, step)
    divergence.check(1.0, 50.0, 30)
    with pytest.raises(Diverged, match="exploded at step 31"):
        divergence.check(1.0, 0.5 * EXPLODED * 1.01, 31)


def test_steps_without_a_gradient_are_not_the_usual() -> None:
    """As of text alone, where only the projector is trained."""
    divergence = Divergence()
    for step, norm in enumerate([0.0, 0.0, 0.0, 1.2, 1.1, 0.0, 1.0, 0.9, 1.3, 1.0]):
        divergence.check(1.0, norm, step)
    assert divergence.norms == (1.2, 1.1, 1.0, 0.9, 1.3, 1.0)


def test_the_first_steps_say_nothing_about_what_is_usual() -> None:
    divergence = Divergence()
    for step in range(5):
        divergence.check(1.0, 10.0 ** (4 * step - 8), step)
    with pytest.raises(Diverged, match="exploded at step 6"):
        divergence.check(1.0, 1e12, 6)
