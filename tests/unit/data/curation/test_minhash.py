"""MinHash estimates Jaccard similarity, and its bands find pairs with the promised probability."""

import numpy as np
import pytest

from residency.data.curation.buckets import bucket_pairs
from residency.data.curation.clusters import distinct, repeats
from residency.data.curation.minhash import Banding, band_keys, banding, signatures
from residency.data.curation.shingles import Hashes, jaccard, shingles


def pair_of_sets(similarity: float, seed: int, size: int = 100) -> tuple[Hashes, Hashes]:
    common = round(2 * size * similarity / (1 + similarity))
    drawn = np.random.default_rng(seed).integers(0, 2**63, 2 * size - common).astype(np.uint64)
    return np.unique(drawn[:size]), np.unique(drawn[size - common :])


@pytest.mark.parametrize("similarity", [0.3, 0.6, 0.9])
def test_equal_minima_estimate_jaccard_without_bias(similarity: float) -> None:
    found = []
    for seed in range(60):
        one, other = signatures(pair_of_sets(similarity, seed))
        found.append(float((one == other).mean()))
    exact = jaccard(*pair_of_sets(similarity, 0))
    error = (exact * (1 - exact) / 128 / 60) ** 0.5  # of the mean of 60 estimates
    assert np.mean(found) == pytest.approx(exact, abs=4 * error)


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.95])
def test_bands_find_pairs_at_the_threshold(threshold: float) -> None:
    cut = banding(threshold)
    assert cut.probability(threshold) >= 0.99
    longer = Banding(128 // (cut.rows + 1), cut.rows + 1)
    assert longer.probability(threshold) < 0.99  # no longer band would do
    met = 0
    for seed in range(200):
        keys = band_keys(signatures(pair_of_sets(threshold, seed, size=400)), cut)
        met += bool((keys[0] == keys[1]).any())
    assert met >= 194


def test_unlike_texts_meet_in_no_band() -> None:
    keys = band_keys(signatures([pair_of_sets(0.0, seed)[0] for seed in range(50)]), banding(0.8))
    assert np.unique(keys).size == keys.size


def test_shingles_are_words_of_long_texts_and_characters_of_short_ones() -> None:
    words = "one two three four five six seven eight nine"
    assert shingles(words).size == 5
    assert np.array_equal(
        shingles(words), shingles("ONE, two; three four\nfive six seven EIGHT nine")
    )
    assert jaccard(shingles("left lower lobe"), shingles("left lower lobes")) > 0.8
    assert jaccard(shingles("left lower lobe"), shingles("right upper zone")) < 0.2
    assert shingles("?!").size == 0
    assert jaccard(shingles(""), shingles("")) == 0.0


def test_an_empty_set_is_alike_to_nothing_and_shifts_nobody() -> None:
    full, empty = pair_of_sets(0.5, 1)[0], np.empty(0, np.uint64)
    many = signatures([empty, full, empty])
    assert np.array_equal(many[1], signatures([full])[0])
    assert (many[0] == np.iinfo(np.uint64).max).all()


def test_more_shingles_than_are_permuted_at_once_give_the_same() -> None:
    sets = [pair_of_sets(0.5, seed, size=3000)[0] for seed in range(30)]
    assert np.array_equal(signatures(sets)[17], signatures([sets[17]])[0])


def test_a_full_bucket_costs_no_more_than_its_rows() -> None:
    rows = np.arange(5000)
    pairs = bucket_pairs(np.zeros(5000, np.uint64), rows)
    assert len(pairs) <= 10 * len(rows)
    assert len(repeats(pairs)) == 4999


def test_pairs_across_a_boundary_alone() -> None:
    keys = np.array([7, 7, 7, 7, 9, 9], np.uint64)
    rows = np.array([4, 0, 1, 5, 2, 3])
    assert bucket_pairs(keys, rows, boundary=4).tolist() == [[0, 4], [0, 5], [1, 4], [1, 5]]
    crowd = bucket_pairs(np.zeros(2000, np.uint64), np.arange(2000), boundary=1000)
    assert len(crowd) <= 20 * 1000
    assert set(crowd[:, 0].tolist()) == set(range(1000))
    assert set(crowd[:, 1].tolist()) == set(range(1000, 2000))


def test_of_a_group_the_first_in_the_listing_stays() -> None:
    pairs = np.array([[5, 9], [3, 5], [7, 8], [2, 9]])
    assert repeats(pairs) == {3: 2, 5: 2, 8: 7, 9: 2}
    assert distinct(np.array([[1, 2], [0, 3], [1, 2]])).tolist() == [[0, 3], [1, 2]]
    assert repeats(np.array([[n, n + 1] for n in range(3000)]))[3000] == 0
