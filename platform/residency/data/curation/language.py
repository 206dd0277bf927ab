"""Whether a text is English: by its script, and by the small words that hold it together.

Clinical English is telegraphic ("Chest CT, axial"): the absence of English function words says
nothing, the presence of another language's does. So a text is foreign when its letters are not
Latin, or when words of another language outnumber the English ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from residency.data.curation.candidate import Candidate

LEAST_LATIN: Final = 0.8  # share of letters
LEAST_FOREIGN: Final = 2  # words of another language

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH: Final = (
    "a about after all an and are as at be been before between both but by can did do does for "
    "from had has have how if in into is it its more no not of on or other out over shown shows "
    "showing than that the their there these this to under up was were what when where which "
    "while who with within without would"
)
_KNOWN: Final = frozenset(_ENGLISH.split())
_OTHERS: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(words.split()) - _KNOWN
    for language, words in {
        "Spanish": "el la los las un una unos unas de del y en con por para que se su al lo es "
        "como más sin sobre entre pero hay esta este muestra",
        "French": "le la les un une des du de et en dans avec pour par que qui est sur au aux ce "
        "cette sans sous entre plus pas chez montrant montre",
        "German": "der die das den dem des ein eine einer eines einem und mit von zu im bei auf "
        "für ist sind nicht nach auch als aus durch ohne zeigt",
        "Italian": "il lo la gli le un una di del della dei delle e in con per che si da dal "
        "nel nella al è sono non come più mostra",
        "Portuguese": "o os as um uma de do da dos das e em com por para que se ao no na nos nas "
        "é são não como mais sem mostra",
        "Dutch": "de het een van en in met voor op te dat die niet zijn aan bij door uit naar ook "
        "toont",
    }.items()
}


def foreign(candidate: Candidate, least: float) -> bool:
    """`language`: the text is not English.

    Fewer than `least` (0.8) of its letters are Latin; or it has two function words or more of
    another language (Spanish, French, German, Italian, Portuguese, Dutch), and more of these
    than English ones. A text without letters passes.
    """
    return _latin(candidate.text) < least or _other_language(candidate.text)


def _latin(text: str) -> float:
    letters = [one for one in text if one.isalpha()]
    if not letters:
        return 1.0
    return sum(map(_is_latin, letters)) / len(letters)


def _is_latin(letter: str) -> bool:
    """Greek counts as Latin: its letters are symbols in clinical text."""
    name = unicodedata.name(letter, "")
    return letter.isascii() or name.startswith(("LATIN", "GREEK", "MICRO"))


def _other_language(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    english = sum(word in _KNOWN for word in words)
    most = max(sum(word in own for word in words) for own in _OTHERS.values())
    return most >= LEAST_FOREIGN and most > english
