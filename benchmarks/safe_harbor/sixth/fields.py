"""The fields of a template of the sixth set."""

from __future__ import annotations

from benchmarks.safe_harbor.fifth.fields import with_numbers
from benchmarks.safe_harbor.listed_fields import Words
from benchmarks.safe_harbor.sixth.clinical import draw_term
from benchmarks.safe_harbor.sixth.codes import draw_code
from benchmarks.safe_harbor.sixth.people import in_header, in_prose
from benchmarks.safe_harbor.sixth.places import COUNTRIES, NAMED, WORDS
from benchmarks.safe_harbor.sixth.story import area
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
draw_field = drawer(with_numbers(OF_SET), draw_term, draw_code, area)
