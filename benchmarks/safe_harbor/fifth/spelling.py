"""American spelling: the files write as Britain does."""

from __future__ import annotations

import re
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
BRITISH = re.compile("|".join(sorted(AMERICAN, key=len, reverse=True)), re.IGNORECASE)


def american(piece: Piece) -> Piece:
    """The piece as America spells it; identifiers stay as they are."""
    if piece.kind is not None:
        return piece
    return Piece(_of_america(piece.text), group=piece.group)


@lru_cache(maxsize=4096)  # the same sentences come again and again
def _of_america(text: str) -> str:
    return BRITISH.sub(_american, text)


def _american(found: re.Match[str]) -> str:
    word = AMERICAN[found[0].lower()]
    if found[0].isupper():
        return word.upper()
    return word.capitalize() if found[0][0].isupper() else word
