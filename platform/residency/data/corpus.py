"""The texts that a tokenizer is trained on: each once, and none of them held in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

MOST_TEXTS: Final = 1_000_000
"""Different texts that are taken, about 100 MB of digests. A vocabulary needs no more."""


def each_once(read: Callable[[], Iterable[str]], most: int = MOST_TEXTS) -> Iterator[str]:
    """The different texts of a corpus that is read twice; of more than `most`, a sample of them.

    A sample is those with the lowest digests, so that it depends on the texts alone: neither on
    their order nor on how often each stands there. What is held is digests, never the texts.
    """
    chosen = _lowest(map(_digest, read()), most)
    for text in read():
        digest = _digest(text)
        if digest in chosen:
            chosen.discard(digest)
            yield text


def _lowest(digests: Iterable[int], most: int) -> set[int]:
    """At most `most` different digests, the lowest; twice as many are held on the way."""
    found: set[int] = set()
    highest = 2**64
    for digest in digests:
        if digest >= highest:
            continue
        found.add(digest)
        if len(found) >= 2 * most:
            found = set(sorted(found)[:most])
            highest = max(found)
    return found if len(found) <= most else set(sorted(found)[:most])


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
