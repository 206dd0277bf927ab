"""How pieces become a note: layout, fields, letter case, lines. Of all sets of notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random

from benchmarks.safe_harbor.note import ClinicalTerm, Label, Note, Piece
from benchmarks.safe_harbor.people import in_dicom
from benchmarks.safe_harbor.story import Story
from benchmarks.safe_harbor.templates import Genre

Pools = Mapping[str, tuple[str, ...]]
Fields = Callable[[str, Story], Piece]  # a field's name and what the note is about
Typing = Callable[[Piece], Piece]  # a piece as it comes to be typed, slips included

FIELD = re.compile(r"\{([^{}]+)\}|\[([^\[\]]+)\]")  # {field} or [a clinical term as it stands]
HEADER_SHARE = 0.5
WRAP_SHARE, WRAP_AT = 0.15, 76
UPPER_SHARE, LOWER_SHARE = 0.12, 0.05


def _faultless(piece: Piece) -> Piece:
    return piece


def assemble(
    story: Story, genre: Genre, pools: Pools, fields: Fields, typed: Typing = _faultless
) -> Note:
    """One note of the genre; `story.draw` is asked in the order of the text."""
    draw = story.draw
    pieces = [
        typed(p)
        for template in _layout(genre, pools, draw)
        for p in _expand(template, story, fields)
    ]
    case = _case(draw)
    if case is not str:
        pieces = [Piece(case(p.text), p.kind, p.subclass, p.group) for p in pieces]
    return _placed(pieces, _header(story) if draw.random() < HEADER_SHARE else (), draw)


def _layout(genre: Genre, pools: Pools, draw: Random) -> Iterator[str]:
    """Templates of the genre's parts, with what stands between them."""
    used: set[str] = set()
    for part in genre.parts:
        free = [template for template in pools[part.pool] if template not in used]
        chosen = draw.sample(free, min(len(free), draw.randint(part.least, part.most)))
        used.update(chosen)
        if part.ordered:
            chosen.sort(key=pools[part.pool].index)
        if chosen and part.title:
            yield draw.choice(part.title)
        for template in chosen:
            yield template
            yield part.between
        if chosen:
            yield "\n"


def _expand(template: str, story: Story, fields: Fields) -> Iterator[Piece]:
    """The pieces of a template, its fields drawn."""
    for place, part in enumerate(_taken_apart(template)):
        if isinstance(part, Piece):
            yield part
        elif part == "address":
            yield from _expand(story.draw.choice(story.locale.address), story, fields)
        else:
            yield fields(part, story) if place else _capitalised(fields(part, story))


@cache
def _taken_apart(template: str) -> tuple[Piece | str, ...]:
    """The parts of a template in their order: what stands there, and the names of fields."""
    parts: list[Piece | str] = []
    end = 0
    for match in FIELD.finditer(template):
        if match.start() > end:
            parts.append(Piece(template[end : match.start()]))
        field, term = match.groups()
        if field:
            parts.append(field)
        else:
            piece = Piece(term, group="phrase")
            parts.append(piece if match.start() else _capitalised(piece))
        end = match.end()
    return (*parts, Piece(template[end:]))


def _capitalised(piece: Piece) -> Piece:
    """A clinical term that begins a sentence; a code of two marks keeps its letters."""
    if not piece.group or len(piece.text.split()[0]) < 4:
        return piece
    return Piece(piece.text[0].upper() + piece.text[1:], group=piece.group)


def _case(draw: Random) -> Callable[[str], str]:
    """Most notes are typed as usual; some are all capitals, some without any."""
    drawn = draw.random()
    if drawn < UPPER_SHARE:
        return str.upper
    return str.lower if drawn < UPPER_SHARE + LOWER_SHARE else str


def _header(story: Story) -> tuple[str, ...]:
    """What the study's DICOM header says, as it says it."""
    return (
        in_dicom(story.patient),
        story.record,
        story.accession,
        f"{story.birth:%Y%m%d}",
        f"{story.visit:%Y%m%d}",
        in_dicom(story.clinicians[0]),
    )


def _placed(pieces: list[Piece], names: tuple[str, ...], draw: Random) -> Note:
    """The note of the pieces, each labelled where it came to stand."""
    identifiers: list[Label] = []
    clinical: list[ClinicalTerm] = []
    end = 0
    for piece in pieces:
        start, end = end, end + len(piece.text)
        if piece.kind is not None:
            identifiers.append(Label(start, end, piece.kind, piece.subclass))
        elif piece.group:
            clinical.append(ClinicalTerm(start, end, piece.group))
    text = "".join(piece.text for piece in pieces)
    if draw.random() < WRAP_SHARE:
        text = _wrapped(text)
    return Note(text, tuple(identifiers), tuple(clinical), names)


def _wrapped(text: str) -> str:
    """Long lines broken at spaces, so that no character moves."""
    return "\n".join(_broken(line) for line in text.split("\n"))


def _broken(line: str) -> str:
    if len(line) <= WRAP_AT:
        return line
    marks, start = list(line), 0
    while len(line) - start > WRAP_AT:
        space = line.rfind(" ", start, start + WRAP_AT)
        if space <= start:
            break
        marks[space], start = "\n", space + 1
    return "".join(marks)
