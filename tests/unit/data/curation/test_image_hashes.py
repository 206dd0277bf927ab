"""Every hash within the distance is found, and no other, without comparing all with all."""

import random

import pytest

from residency.data.curation.image_hashes import HashIndex
from residency.data.likeness import hamming


@pytest.mark.parametrize("distance", [0, 1, 4, 8])
def test_the_index_finds_what_comparing_with_all_finds(distance: int) -> None:
    chance = random.Random(distance)
    hashes = [chance.getrandbits(64) for _ in range(300)]
    index = HashIndex(distance, hashes)
    for base in hashes[:60]:
        changed = base
        for bit in chance.sample(range(64), chance.randint(0, distance + 2)):
            changed ^= 1 << bit
        near = {one for one in hashes if hamming(one, changed) <= distance}
        assert index.near(changed) == near
