"""Rows hashed beside the work that is done with them."""

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from residency.data.row_checks import RowCheck, RowChecks
from residency.data.shards import row_digest
from residency.errors import DataError

TOKENS = np.arange(8, dtype=np.int32).reshape(4, 2)
IMAGES = np.zeros((1, 3, 2, 2), np.uint8)


def check(number: int, *, sound: bool = True) -> RowCheck:
    sha256 = row_digest(TOKENS, IMAGES) if sound else bytes(32)
    return RowCheck(number, TOKENS, IMAGES, sha256, Path("part"))


def test_a_digest_covers_tokens_and_pictures() -> None:
    digests = {
        row_digest(TOKENS, IMAGES),
        row_digest(TOKENS + 1, IMAGES),
        row_digest(TOKENS, IMAGES + 1),
        row_digest(TOKENS, IMAGES[:0]),
    }
    assert len(digests) == 4
    assert all(len(digest) == 32 for digest in digests)


@pytest.mark.parametrize("bad", range(5))
def test_one_row_that_changed_is_enough(bad: int) -> None:
    checks = RowChecks(5)
    with (
        pytest.raises(DataError, match="part: not what was written"),
        checks.alongside([check(number, sound=number != bad) for number in range(5)]),
    ):
        pass


def test_a_helper_that_gets_no_processor_holds_nobody_up() -> None:
    checks, busy = RowChecks(3), Event()
    checks._helper.submit(busy.wait, 60)
    try:
        with checks.alongside([check(number) for number in range(3)]):
            pass
        assert checks._sound.all()
    finally:
        busy.set()


def test_what_was_found_sound_is_not_hashed_again() -> None:
    checks = RowChecks(2)
    with checks.alongside([check(0)]):
        pass
    with checks.alongside([check(0, sound=False)]):
        pass
    with pytest.raises(DataError), checks.alongside([check(1, sound=False)]):
        pass
