"""Shares of padding, of lengths whose shares are known."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.data import named_set
from benchmarks.peers.padding import BATCH, ROWS, padding_notes, shares


def test_the_shares_of_known_lengths() -> None:
    found = shares(np.asarray([50, 25, 25, 200]), 100)
    assert found["samples"] == 3  # the fourth is longer than a row
    assert found["a row a sample"] == pytest.approx(100 * (1 - 100 / 300), abs=0.01)
    assert found[f"batches of {BATCH}, to the longest"] == pytest.approx(33.33, abs=0.01)
    assert (found["packed"], found["packed rows"]) == (0.0, 1.0)
    assert (found["no packing below"], found["rows at least"]) == (0.0, 1.0)


def test_generated_samples_stand_in_for_sets() -> None:
    notes = padding_notes({}, 20)
    assert len(notes) == len(ROWS)
    assert all(note["packed"] < note["a row a sample"] for note in notes.values())


def test_a_set_has_a_known_kind_and_a_folder(tmp_path: Path) -> None:
    assert named_set(f"captions={tmp_path}") == ("captions", tmp_path)
    for wrong in (f"pictures={tmp_path}", "captions=", f"captions={tmp_path}/absent"):
        with pytest.raises(ValueError, match="="):
            named_set(wrong)
