"""What only a person does: "denies", "lives", "would like"."""

from __future__ import annotations

import re

DEED = re.compile(
    r"(?:['\u2019]s)?\s+(?:(?:is|was|has been) (?:doing|feeling|taking|eating|sleeping|resting|"
    r"being seen|here (?:today|for|with)|well known|known to|alert|awake|tolerating|unhappy|"
    r"anxious|pleasant|worried|concerned|hoping|planning|scheduled (?:to|for)|keen|frustrated|"
    r"accompanied|asked|asking|requesting|complaining|resting|comfortable|ready|living)|"
    r"(?:reports?|reported|notes|noted|takes|took|wants|wanted|prefers|understands|understood|"
    r"remembers|thinks|believes|asks|asked|visited|slept|ate|walks|walked|returns|returned|"
    r"presents|presented|consented|refuses|refused|requests|requested|attended|arrived|drove|"
    r"lives|moved|retired|enjoys|continues to (?:do|feel|take|have|work|smoke))\b(?! on| in the)|"
    r"would like|had (?:a|an|no|his|her)|has (?:a|an|no|had|his|her) |(?:to|will) (?:review|call|"
    r"return|see|follow|follow up)|denies|denied|states|stated|says|said|"
    r"complains|complained|endorses|endorsed|describes|described|admits|feels|felt|wishes|"
    r"agrees|agreed|declines|declined|tolerated|underwent|ambulated|lives|smokes|"
    r"drinks|works|called|phoned|telephoned|reports that|reported that|"
    r"is a \d|is an \d|was (?:admitted|discharged|seen|born|brought|referred|"
    r"informed|advised|transferred|started|told)|has been (?:seen|admitted|"
    r"feeling|taking)|will (?:return|follow|call|see|be seen)|and (?:his|her) "
    r"(?:wife|husband|family|mother|daughter|son))\b",
    re.IGNORECASE,
)


def acts(text: str, end: int) -> bool:
    """Whether what only a person does stands after the word that ends at `end`."""
    return DEED.match(text, end) is not None
