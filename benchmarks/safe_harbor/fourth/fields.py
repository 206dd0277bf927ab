"""The fields of a template of the fourth set."""

from __future__ import annotations

from pathlib import Path

from benchmarks.safe_harbor.fourth import dates
from benchmarks.safe_harbor.fourth.clinical import draw_term
from benchmarks.safe_harbor.fourth.codes import draw_code
from benchmarks.safe_harbor.fourth.people import in_header, in_prose
from benchmarks.safe_harbor.fourth.places import COUNTRIES, NAMED
from benchmarks.safe_harbor.listed_fields import Words, fields_of
from benchmarks.safe_harbor.third.fields import drawer
from benchmarks.safe_harbor.wordlists import listed

WORDS = Words(
    header=in_header,
    prose=in_prose,
    written=dates.written,
    partial=dates.partial,
    named=NAMED,
    tags=listed(Path(__file__).with_name("words") / "tags.txt"),
    countries=COUNTRIES,
    code=draw_code,
)
draw_field = drawer(fields_of(WORDS), draw_term, draw_code)
