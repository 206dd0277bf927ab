"""Thirteen words in a row tell a copied passage; a benchmark's boilerplate does not."""

from residency.data.curation.ngrams import index_ngrams, ngrams

PASSAGE = "the patient was given ten milligrams of morphine before the second operation took place"


def test_a_run_of_thirteen_words_is_found_wherever_it_stands() -> None:
    index = index_ngrams(["something else altogether", f"He said: {PASSAGE}."])
    assert index.find(f"Before. {PASSAGE.upper()}, and after.") == {1}


def test_twelve_words_are_not_enough() -> None:
    index = index_ngrams([PASSAGE])
    short = " ".join(PASSAGE.split()[:12])
    assert (
        index.find(f"{short} and then something different happened to all of them") == frozenset()
    )
    assert ngrams(short).size == 0
    assert index.find("") == frozenset()


def test_every_text_that_holds_it_is_named_until_it_is_boilerplate() -> None:
    texts = [f"{PASSAGE} {number}" for number in range(10)]
    assert index_ngrams(texts).find(PASSAGE) == set(range(10))
    assert index_ngrams([*texts, PASSAGE]).find(PASSAGE) == frozenset()


def test_an_empty_benchmark_holds_nothing() -> None:
    assert index_ngrams([]).find(PASSAGE) == frozenset()
