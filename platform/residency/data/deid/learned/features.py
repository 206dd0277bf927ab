"""What the tagger sees of a word: its own looks, its neighbours, the label of its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from residency.data.deid.learned.tokens import OUTSIDE, Sort, Token

_REACH = 4  # tokens to each side
_LABEL = 2  # words of a label
_FREQUENT = 3  # the tier from which a word that names nobody is a feature by itself
_FLAT = 0.8  # of letters in capitals from which capitals tell nothing


@dataclass(frozen=True, slots=True)
class _Text:
    """What all tokens of a text share. `case`: U all in capitals, L none, M mixed."""

    case: str
    counts: Counter[str]
    titled: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a token stands in its line: the words before a colon, and how many tokens before."""

    label: str
    place: int


def features(text: str, found: Sequence[Token]) -> Iterator[tuple[Token, list[str]]]:
    """Each word and number with its features, in the order of the text."""
    shared = _Text(_case(text), _counts(found), _titled(found))
    padded = [OUTSIDE] * _REACH + list(found) + [OUTSIDE] * _REACH
    for index, (token, line) in enumerate(zip(found, _lines(found), strict=True)):
        if token.sort is not Sort.SIGN:
            window = padded[index : index + 2 * _REACH + 1]
            yield token, [*_own(token, shared), *_around(window, shared), *_placed(token, line)]


def _case(text: str) -> str:
    letters = [sign for sign in text if sign.isalpha()]
    upper = sum(sign.isupper() for sign in letters)
    return "L" if upper == 0 else "U" if upper > _FLAT * len(letters) else "M"


def _counts(found: Sequence[Token]) -> Counter[str]:
    return Counter(token.facts.bare for token in found if token.facts is not None)


def _titled(found: Sequence[Token]) -> frozenset[str]:
    """Words that follow a title somewhere in the text."""
    after: set[str] = set()
    for index, token in enumerate(found):
        if token.facts is not None and "T" in token.facts.marks:
            rest = [one for one in found[index + 1 : index + 3] if one.text != "."]
            after.update(one.facts.bare for one in rest[:1] if one.facts is not None)
    return frozenset(after)


def _lines(found: Sequence[Token]) -> Iterator[_Line]:
    label, place, words = "", 0, list[str]()
    for token in found:
        if token.text == "\n":
            label, place, words = "", 0, []
        elif token.text in (":", "=") and words:
            label = " ".join(words[-_LABEL:])
        elif token.text in (".", ";", "|"):
            label, words = "", []
        elif token.facts is not None:
            known = token.facts
            plainly = token.context.startswith("_") and known.common
            words.append(known.bare if plainly else token.context)
        yield _Line(label, place)
        place += 1


def _own(token: Token, shared: _Text) -> list[str]:
    case, look, sort_of = shared.case, token.look, token.sort_of
    own = [f"s={case}{token.shape}", f"c={case}{look}.{sort_of}", f"cs={case}{look}"]
    return own if token.facts is None else [*own, *_of_word(token, shared)]


def _of_word(token: Token, shared: _Text) -> list[str]:
    known, look = token.facts, token.look
    if known is None:
        return []
    bare, tier, case = known.bare, known.tier, shared.case
    told = [f"F{mark}" for mark in known.marks]
    told += [
        f"nm={case}{known.named}",
        f"ti={tier}{case}",
        f"cr={known.capitals}{case}",
        f"cm={known.common}{case}",
        f"tc={tier}.{known.capitals}.{known.named}.{look}",
        f"ln={min(len(bare), 8)}",
        f"ct={min(shared.counts[bare], 3)}{look}",
        f"s2={bare[-2:]}",
    ]
    if not (known.named and known.common):
        told += [f"s3={bare[-3:]}", f"s4={bare[-4:]}", f"p3={bare[:3]}"]
    if not known.named and ("F" in known.marks or tier >= _FREQUENT):
        told.append(f"w={bare}")
    if bare in shared.titled:
        told += ["titled", f"titled{look}"]
    return told


def _around(window: Sequence[Token], shared: _Text) -> list[str]:
    before3, before2, before, token, after, after2, after3 = window[1:-1]
    look = token.look
    sort_of = f"{shared.case}{look}.{token.sort_of}"
    left = before.context + _gap(before, token)
    right = _gap(token, after) + after.context
    return [
        f"l={left}", f"r={right}", f"l2={before2.context}", f"r2={after2.context}",
        f"l3={before3.context}", f"r3={after3.context}", f"l4={window[0].context}",
        f"lc={left}|{sort_of}", f"rc={right}|{sort_of}", f"ll={left}|{look}", f"rl={right}|{look}",
        f"l12={left}|{before2.context}", f"r12={right}|{after2.context}",
        f"l12l={left}|{before2.context}|{look}", f"r12l={right}|{after2.context}|{look}",
        f"l123={left}|{before2.context}|{before3.context}",
        f"r123={right}|{after2.context}|{after3.context}",
        f"lr={left}|{right}", f"lrl={left}|{right}|{look}",
        f"ls={before.sort_of}{before.shape[:2]}|{sort_of}",
        f"rs={after.sort_of}{after.shape[:2]}|{sort_of}",
        f"lrs={before.sort_of}{before.shape[:2]}|{look}|{after.sort_of}{after.shape[:2]}",
        f"lp={before2.shape}{left[-1:]}{before.shape}{token.shape}",
        f"rp={token.shape}{right[:1]}{after.shape}{after2.shape}",
        f"l2l={before2.context}|{look}", f"r2l={after2.context}|{look}",
        f"l3l={before3.context}|{look}",
    ]  # fmt: skip


def _gap(left: Token, right: Token) -> str:
    return "" if left.end == right.start else "_"


def _placed(token: Token, line: _Line) -> list[str]:
    place, look = min(line.place, 4), token.look
    last = line.label.rpartition(" ")[2]
    return [
        f"lb={line.label}",
        f"lbl={line.label}|{look}",
        f"lbw={last}|{look}",
        f"at={place}",
        f"atl={place}{look}",
    ]
