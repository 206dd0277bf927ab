"""American spelling: the files write as Britain does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from benchmarks.safe_harbor.note import Piece

AMERICAN = {
    "haem": "hem",
    "oedem": "edem",
    "oesoph": "esoph",
    "tumour": "tumor",
    "colour": "color",
    "ischaem": "ischem",
    "anaem": "anem",
    "anaesth": "anesth",
    "faec": "fec",
    "caec": "cec",
    "coeliac": "celiac",
    "diarrhoea": "diarrhea",
    "dyspnoea": "dyspnea",
    "orthopnoea": "orthopnea",
    "apnoea": "apnea",
    "rrhoea": "rrhea",
    "calibre": "caliber",
    "leucocyt": "leukocyt",
    "paraesthesia": "paresthesia",
    "foetal": "fetal",
    "gynaec": "gynec",
    "orchidectomy": "orchiectomy",
    "appendicectomy": "appendectomy",
    "caesarean": "cesarean",
    "grey": "gray",
    "sulph": "sulf",
    "ilisation": "ilization",
    "mobilised": "mobilized",
    "localisation": "localization",
    "characterise": "characterize",
    "authorisation": "authorization",
    "artefact": "artifact",
    "labelled": "labeled",
    "neighbour": "neighbor",
}


def speller(american: Mapping[str, str]) -> Callable[[Piece], Piece]:
    """What spells a piece as America does; identifiers stay as they are."""
    british = re.compile("|".join(sorted(american, key=len, reverse=True)), re.IGNORECASE)

    def word(found: re.Match[str]) -> str:
        spelt = american[found[0].lower()]
        if found[0].isupper():
            return spelt.upper()
        return spelt.capitalize() if found[0][0].isupper() else spelt

    @lru_cache(maxsize=4096)  # the same sentences come again and again
    def text(written: str) -> str:
        return british.sub(word, written)

    def piece(one: Piece) -> Piece:
        return one if one.kind is not None else Piece(text(one.text), group=one.group)

    return piece


american = speller(AMERICAN)
