"""A long text is cut at white space into pieces that overlap."""

from itertools import pairwise

from residency.data.deid.phrases.pieces import LONGEST, OVERLAP, pieces


def test_a_short_text_is_its_own_piece() -> None:
    assert list(pieces("short")) == [(0, "short")]
    assert list(pieces("")) == [(0, "")]


def test_the_pieces_cover_the_text_and_stand_where_they_say() -> None:
    text = "word " * (LONGEST // 2)
    cut = list(pieces(text))
    assert len(cut) > 2
    assert all(text.startswith(piece, start) for start, piece in cut)
    assert cut[-1][0] + len(cut[-1][1]) == len(text)


def test_neighbours_overlap_by_more_than_an_identifier() -> None:
    text = "word " * (LONGEST // 2)
    cut = list(pieces(text))
    for (start, piece), (following, _) in pairwise(cut):
        assert start + len(piece) - following == OVERLAP


def test_no_word_is_cut_at_the_end_of_a_piece() -> None:
    text = "x" * (LONGEST - 3) + " identifier " + "y " * 50
    first = next(iter(pieces(text)))[1]
    assert first.endswith("identifier")


def test_a_text_without_white_space_is_cut_all_the_same() -> None:
    cut = list(pieces("x" * (3 * LONGEST)))
    assert max(len(piece) for _, piece in cut) == LONGEST
