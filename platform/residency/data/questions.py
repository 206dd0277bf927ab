"""Questions about an image whose answer its pixels determine.

A kind knows which answers a record can be given and how to draw a picture that has a given
answer. Most kinds are balanced by construction; the others (what the header says of the picture)
are balanced in training by drawing rare answers more often.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from residency.data.outline import Outline
from residency.data.pixels import Picture, Pixels
from residency.data.sample import AnswerType, Split
from residency.data.views import PALETTES, Canvas, generator
from residency.spec.dataset import QuestionKind

GREY = "grey"
WINDOWS = {"narrow": 0.1, "normal": 1.0, "wide": 8.0}
COUNTS = ("1", "2", "4", "6")
_MADE_BY_A_SCANNER = frozenset({"CT", "MR", "CR", "DX", "MG", "NM", "PT", "US"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question."""

    name: QuestionKind
    text: str
    answer_type: AnswerType
    answers: Callable[[Outline], tuple[str, ...]]
    draw: Callable[[Canvas, str], Picture]


@dataclass(frozen=True, slots=True)
class Ask:
    """A planned question: which kind, of which record, with which answer, in which view."""

    kind: int  # number in KINDS
    source_key: str
    content: str
    answer: str
    view: int
    split: Split


def _word(attribute: str, vocabulary: frozenset[str]) -> Callable[[Outline], tuple[str, ...]]:
    def answers(record: Outline) -> tuple[str, ...]:
        word = record.attributes.get(attribute, "")
        return (word,) if word in vocabulary else ()

    return answers


def _grey_only(*options: str) -> Callable[[Outline], tuple[str, ...]]:
    return lambda record: () if record.colour else options


def _any(*options: str) -> Callable[[Outline], tuple[str, ...]]:
    return lambda record: options


def _colour_answers(record: Outline) -> tuple[str, ...]:
    return ("yes",) if record.colour else ("yes", "no")


def _orientation_answers(record: Outline) -> tuple[str, ...]:
    return ("upright", "upside down") if record.attributes.get("upright") == "yes" else ()


def _draw_plain(canvas: Canvas, answer: str) -> Picture:
    return canvas.view()


def _draw_colour(canvas: Canvas, answer: str) -> Picture:
    if canvas.pixels.colour or answer == "no":
        return canvas.view()
    return canvas.palette(str(canvas.random.choice(sorted(PALETTES))))


def _draw_palette(canvas: Canvas, answer: str) -> Picture:
    return canvas.view() if answer == GREY else canvas.palette(answer)


def _draw_orientation(canvas: Canvas, answer: str) -> Picture:
    return canvas.view() if answer == "upright" else canvas.upside_down()


KINDS: tuple[Kind, ...] = (
    Kind(
        QuestionKind.MODALITY, "Which modality made this picture?", "open",
        _word("modality", _MADE_BY_A_SCANNER), _draw_plain,
    ),
    Kind(
        QuestionKind.PLANE, "Which plane does this picture show?", "open",
        _word("plane", frozenset({"axial", "coronal", "sagittal", "oblique", "frontal"})),
        _draw_plain,
    ),
    Kind(
        QuestionKind.COLOUR, "Is this picture in colour? Answer yes or no.", "closed",
        _colour_answers, _draw_colour,
    ),
    Kind(
        QuestionKind.COLOUR, "Which palette is this picture shown in?", "open",
        _grey_only(GREY, *PALETTES), _draw_palette,
    ),
    Kind(
        QuestionKind.FRAMES, "How many frames does this picture show?", "open",
        _any(*COUNTS), lambda canvas, answer: canvas.montage(int(answer)),
    ),
    Kind(
        QuestionKind.WINDOW, "Is the window narrow, normal or wide?", "closed",
        _grey_only(*WINDOWS), lambda canvas, answer: canvas.windowed(WINDOWS[answer]),
    ),
    Kind(
        QuestionKind.ORIENTATION, "Is this picture upright or upside down?", "closed",
        _orientation_answers, _draw_orientation,
    ),
)  # fmt: skip


def plan_training(records: Sequence[Outline], kind: int, views: int) -> Iterator[Ask]:
    """`views` questions a record on average; every answer equally often."""
    by_answer: dict[str, list[Outline]] = defaultdict(list)
    for record in records:
        for answer in KINDS[kind].answers(record):
            by_answer[answer].append(record)
    answers = sorted(by_answer)
    eligible = {r.source_key for able in by_answer.values() for r in able}
    for number in range(views * len(eligible)):
        turn, which = divmod(number, len(answers))
        able = by_answer[answers[which]]
        record = able[turn % len(able)]
        yield Ask(kind, record.source_key, record.content, answers[which], number, "train")


def plan_heldout(records: Sequence[Outline], kind: int, views: int) -> Iterator[Ask]:
    """`views` questions for every answer that a record can be given."""
    for record in records:
        for answer in KINDS[kind].answers(record):
            for view in range(views):
                yield Ask(kind, record.source_key, record.content, answer, view, "heldout")


def draw(ask: Ask, pixels: Pixels, side: int, seed: int) -> Picture:
    """The picture of a planned question: uint8 [side, side, 3].

    The first held-out view is plain; all others are jittered.
    """
    kind = KINDS[ask.kind]
    random = generator(seed, ask.split, ask.content, kind.text, ask.answer, ask.view)
    jitter = ask.split == "train" or ask.view > 0
    return kind.draw(Canvas(pixels, random, side, jitter), ask.answer)
