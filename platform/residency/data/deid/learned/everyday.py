"""Words of everyday notes that no list of names has: the tagger does not know them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from residency.data.deid.phrases.people import is_announced
from residency.data.deid.phrases.words import is_city, is_common, is_name, plain, word_list

_WORD = re.compile(r"(?<![^\W_])(?:co-)?[^\W\d_]{3,}(?:-[^\W\d_]+)*(?![^\W_])", re.IGNORECASE)
_COMPOUND = re.compile(
    r"(?<![^\W_])(?:co-(?:amoxiclav|codamol|trimoxazole|beneldopa|careldopa|dydramol|danthramer|"
    r"danthrusate|phenotrope|cyprindiol|fluampicil|amilofruse|amilozide|tenidone|magaldrox|"
    r"proxamol|simalcite|zidocapt|flumactone)|pan-d|razo-d|rablet-d|"
    r"zerodol-(?:p|sp)|taxim-o|asir-v|"
    r"telma-(?:h|am)|urso-?[dt]|glycomet-gp)(?![^\W_])",
    re.IGNORECASE,
)
"""British compounds (BNF), Indian brands of two drugs, a reconstruction."""
_SHORTEST = 7  # letters of a word whose spelling is turned round
_GREEK = re.compile(
    r"haem|aemi|aesth|oed|oes[ot]|paed|faec|caec|foet|gynaec|rhoea|pnoea|coel|aeti|yse"
)
"""Where a British spelling is of a word, and not of a surname: "haemo-", but not "Hoelper"."""
_AMERICAN = (("ae", "e"), ("oe", "e"), ("yse", "yze"))
_BEFORE_SOMEBODY = re.compile(
    r"\b(?:by|nurse|dr|mr|mrs|ms|miss|(?:lives|living|resides|born) (?:in|at))\.?[ \t]+$",
    re.IGNORECASE,
)

_COMPLAINS = re.compile(r"\b[chf]/o[ ]$", re.IGNORECASE)


def everyday(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each such word that nothing announces as somebody's name."""
    words = (found for found in _WORD.finditer(text) if _is_term(found.group()))
    for found in chain(_COMPOUND.finditer(text), words):
        before = text[max(0, found.start() - 16) : found.start()]
        if not _names(text, found, before):
            yield found.span()


def _names(text: str, found: re.Match[str], before: str) -> bool:
    """Whether somebody is announced; a complaint stands behind "c/o", as a person does."""
    if _COMPLAINS.search(before):
        return False
    return _BEFORE_SOMEBODY.search(before) is not None or is_announced(text, found.start())


def _is_term(written: str) -> bool:
    """On the list, or a British spelling of a word that clinical texts write in small letters."""
    bare = plain(written)
    if bare in word_list("everyday_terms"):
        return True
    if len(bare) < _SHORTEST or _GREEK.search(bare) is None or is_name(written) or is_city(bare):
        return False
    return any(is_common(other) for other in _american(bare))


def _american(bare: str) -> Iterator[str]:
    """The word as it is spelled in America: "haematemesis", "oedema", "dialyse"."""
    for british, american in _AMERICAN:
        if british in bare:
            yield bare.replace(british, american)
    if "ae" in bare and "oe" in bare:
        yield bare.replace("ae", "e").replace("oe", "e")
