"""The fields of a template of the fifth set."""

from __future__ import annotations

from benchmarks.safe_harbor.fifth.clinical import draw_term
from benchmarks.safe_harbor.fifth.codes import draw_code
from benchmarks.safe_harbor.fifth.people import in_header, in_prose
from benchmarks.safe_harbor.fifth.places import COUNTRIES, NAMED, WORDS
from benchmarks.safe_harbor.fifth.story import area
from benchmarks.safe_harbor.listed_fields import Words, fields_of
from benchmarks.safe_harbor.note import Piece
from benchmarks.safe_harbor.pieces import CODE_KINDS
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
REGISTER, DEGREE = OF_SET.tagged("register"), OF_SET.tagged("degree")


def _provider_tag(story: Story) -> Piece:
    return Piece("NPI") if story.locale.code == "en_US" else REGISTER(story)


def _provider(story: Story) -> Piece:
    """The number of a clinician: in America the national provider identifier."""
    form = "npi" if story.locale.code == "en_US" else "medical"
    text = draw_code(f"licence.{form}", story.locale.code, story.draw)
    return Piece(text, CODE_KINDS["licence"], form)


FIELDS = {
    **fields_of(OF_SET),
    "register.tag": REGISTER,
    "npi.tag": _provider_tag,
    "npi": _provider,
    "md": DEGREE,  # what stands after a doctor's name
}
draw_field = drawer(FIELDS, draw_term, draw_code, area)
