"""A rank makes the steps that it is asked for, and tells of them when the next could begin."""

import io
import json

from benchmarks.training.turns import Turns


def test_a_turn_is_told_when_the_next_step_is_at_hand() -> None:
    answers = io.StringIO()
    turns = Turns(io.StringIO("1\n2\n1\n"), answers)
    for loss in (3.0, 2.0, 1.0):
        turns.step_begins()
        turns.loss(loss)
    assert [json.loads(line)["losses"] for line in answers.getvalue().splitlines()] == [[3.0]]
    turns.step_begins()
    first, second = (json.loads(line) for line in answers.getvalue().splitlines())
    assert (first["losses"], second["losses"]) == ([3.0], [2.0, 1.0])
    assert first["begin"] <= first["end"] <= second["begin"] <= second["end"]
