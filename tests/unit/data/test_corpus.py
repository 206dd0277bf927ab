"""The texts that a tokenizer is trained on: once each, a bounded number, in any order the same."""

import random
from collections.abc import Iterator

from residency.data.corpus import each_once

TEXTS = [f"text {number % 300}" for number in range(1000)]


def test_every_text_comes_once() -> None:
    assert list(each_once(lambda: TEXTS)) == TEXTS[:300]


def test_of_too_many_a_sample_is_taken_that_neither_order_nor_repeats_decide() -> None:
    taken = set(each_once(lambda: TEXTS, 50))
    assert len(taken) == 50
    shuffled = [*TEXTS, *["text 7"] * 500]
    random.Random(0).shuffle(shuffled)
    assert set(each_once(lambda: shuffled, 50)) == taken


def test_texts_are_given_while_they_are_read() -> None:
    """Nothing is gathered: the second reading has gone no further than what was given."""
    read: list[int] = []

    def texts() -> Iterator[str]:
        for number in range(100):
            read.append(number)
            yield f"text {number}"

    found = each_once(texts)
    next(found)
    assert read == [*range(100), 0]
