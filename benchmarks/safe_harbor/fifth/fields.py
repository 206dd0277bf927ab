"""The fields of a template of the fifth set."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.safe_harbor.fifth.clinical import draw_term
from benchmarks.safe_harbor.fifth.codes import draw_code
from benchmarks.safe_harbor.fifth.people import in_header, in_prose
from benchmarks.safe_harbor.fifth.places import COUNTRIES, NAMED, WORDS
from benchmarks.safe_harbor.fifth.story import area
from benchmarks.safe_harbor.listed_fields import Words, fields_of
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.pieces import CODE_KINDS, Field
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.third import dates
from benchmarks.safe_harbor.third.fields import drawer
from benchmarks.safe_harbor.wordlists import listed

OF_SET = Words(
    header=in_header,
    prose=in_prose,
    written=dates.written,
    partial=dates.partial,
    named=NAMED,
    tags=listed(WORDS / "tags.txt"),
    countries=COUNTRIES,
    code=draw_code,
)


def with_numbers(words: Words) -> Mapping[str, Field]:
    """All fields of a set by name, with the numbers and degrees of clinicians by country."""
    register = words.tagged("register")

    def provider_tag(story: Story) -> Piece:
        return Piece("NPI") if story.locale.code == "en_US" else register(story)

    def provider(story: Story) -> Piece:
        """The number of a clinician: in America the national provider identifier."""
        form = "npi" if story.locale.code == "en_US" else "medical"
        text = words.code(f"licence.{form}", story.locale.code, story.draw)
        return Piece(text, CODE_KINDS["licence"], form)

    return {
        **fields_of(words),
        "register.tag": register,
        "npi.tag": provider_tag,
        "npi": provider,
        "md": words.tagged("degree"),  # what stands after a doctor's name
    }


draw_field = drawer(with_numbers(OF_SET), draw_term, draw_code, area)
