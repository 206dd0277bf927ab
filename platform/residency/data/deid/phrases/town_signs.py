"""What announces a town, follows one, or ends the name of an area."""

from __future__ import annotations

import re

from residency.data.deid.phrases.postcodes import STATE, UK_AREA
from residency.data.deid.phrases.words import phrase_list

LIVES = re.compile(
    r"\b(?:(?:live|lives|lived|living|reside|resides|resided|residing|residence|"
    r"stay|stays|staying|stayed|born|raised|grew up|brought up|based|works?|"
    r"working|worked|employed|home|house|apartment|farm|farms|camp(?:ing|ed)?|"
    r"hik(?:ing|ed)|vacation(?:ing|ed)?|holiday(?:ing)?|stationed|incarcerated|"
    r"homeless|retired|practice|practices|settled|job|office|clinic|family|"
    r"accident|collision|conference|wedding|property|cabin)\s+"
    r"(?:\w+\s+){0,3}?(?:in|at|near|to|outside|on|around|of)(?:\s+(?:north|south|"
    r"east|west|downtown|central|rural|suburban|greater|the (?:town|city|village|"
    r"suburb|outskirts) of))?|"
    r"(?:commut(?:es?|ed|ing) (?:to|from)|(?:hik|camp|fish|hunt|work|farm|ski)(?:s|ed|ing)?"
    r"(?: \w+){0,2}? (?:outside|near|in|around)|"
    r"resident|native|citizen|town|city|village|county|district|tehsil|taluk|"
    r"suburb|borough|municipality|hometown|outskirts|mayor|inhabitant|community|"
    r"parish|diocese|hamlet|township|region) of|"
    r"(?:from|hails from|originally from|comes from|visiting from|moved (?:here )"
    r"?(?:from|to)|relocated (?:from|to)|emigrated from|immigrated from|(?:recent "
    r")?(?:travel|trip|visit|flight|flew|drove|drive|journey|return)(?:l?ed|l?ing|"
    r"s)?(?: back)? (?:to|from|through|in)|returned (?:from|to)|transferred "
    r"(?:from|to)|transported from|airlifted from|flown in from|brought (?:in )"
    r"?from|visiting|near|downtown|via|ambulance from|back in|over in|down in|up "
    r"in|out of|sent from|arrived from|moving to|move to|school in|incident in|"
    r"seen in|treated in|imaged in|done in|surgery in|physician in|doctor in|"
    r"cardiologist in|dentist in|gp in|daughter in|son in|brother in|sister in|"
    r"mother in|father in|parents in|relatives in|family in|friend in|friends in|"
    r"summer in|winter in|winters in|summers in|weekend in)|"
    r"(?:city|town|place of birth|birth ?place|village|district|location|facility|"
    r"site|hometown|municipality|taluk|post office|locality|city/state|city, "
    r"state|county|parish|borough|campus|address|residence)\s*[:=])"
    r"(?:(?<=[:=])|\b(?=\s))\s*(?:the\s+)?(?:city of\s+|town of\s+)?",
    re.IGNORECASE,
)
AREA = re.compile(
    r"(?:[ \t]\n?|\n)(?:county|parish|borough|township|twp|village|district|"
    r"municipality|shire|island|islands|reservation|heights|valley|beach|springs|"
    r"falls|city|junction|lake|river|creek|bridge)\b",
    re.IGNORECASE,
)
AFTER_CITY = re.compile(
    rf"(?:,?[ \t]*\n?[ \t]*,?(?-i:{STATE})\b(?!\s?(?:and|view))|,[ \t]*\n?[ "
    rf"\t]*{STATE}\b|,?[ \t\n]+(?:"
    + "|".join(
        sorted(
            (re.escape(one) for one in phrase_list("regions") if len(one) > 3),
            key=len,
            reverse=True,
        )
    )
    + r")\b)?(?:,?[ \t\n]+(?:\d{5}(?:-\d{4})?|[a-z]\d[a-z] ?\d[a-z]\d|"
    r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|\d{3} ?\d{3}))?(?!\w)",
    re.IGNORECASE,
)
CITY_STATE = re.compile(
    rf"\b(?P<city>(?-i:[A-Z][\w'\u2019.-]{{1,30}}(?:[ \t\n][A-Z][\w'\u2019.-]{{1,30}}){{0,3}})|"
    rf"[a-z][\w'\u2019.-]{{1,30}}(?:[ \t\n][a-z][\w'\u2019.-]{{1,30}}){{0,2}}),[ "
    rf"\t]*\n?[ \t]*(?:(?-i:{STATE})|(?P<flat>{STATE}))\b(?![\u2019'./-])",
    re.IGNORECASE,
)
CITY_REGION = re.compile(
    r"\b(?P<city>[A-Za-z][\w'\u2019.-]{1,30}(?:[ \t\n][A-Za-z][\w'\u2019.-]{1,30}){0,2}),[ "
    r"\t\n]*(?P<region>"
    + "|".join(
        sorted(
            (re.escape(one) for one in phrase_list("regions") if len(one) > 3),
            key=len,
            reverse=True,
        )
    )
    + r"|UK|USA)\b",
    re.IGNORECASE,
)
ZIP = re.compile(r"\s+\d{5}(?:-\d{4})?\b")
BEFORE_A_TOWN = re.compile(
    r"(?:\b(?:in|from|of|near|at|to|outside|via|around|and|city|home|town|address|location)"
    r"[\s:]*(?:north |south |east |west |downtown )?|[,|]\s*|\d\s+|(?:^|\n)\s*)$",
    re.IGNORECASE,
)
OF_PERSONS = re.compile(
    r"\b(?:woman|man|patient|pt|lady|gentleman|m|f|male|female|she|he|boy|girl|farmer|veteran|"
    r"retiree|teacher|nurse|native|resident|lives?|lived|living|resid\w+|moved|hails|commut\w+|"
    r"originally|born|raised|stays?|staying|relocated|travel\w*|home)\b[\w ]{0,24}$",
    re.IGNORECASE,
)
CODE_AFTER = re.compile(
    rf"(?:,?[\s]+(?-i:{STATE})\b)?,?[\s]*[-\u2013]?[\s]*(?:\d{{5}}(?:-\d{{4}})?|"
    rf"\d{{3}}\s?\d{{3}}|{UK_AREA}\d[a-z\d]?\s?\d[a-z]{{2}}|"
    r"[a-z]\d[a-z][\s-]?\d[a-z]\d)(?![\w.,]*\d)"
    r"(?:,\s*(?:"
    + "|".join(
        re.escape(one)
        for one in sorted(phrase_list("regions"), key=len, reverse=True)
        if len(one) > 3
    )
    + r")\b)?",
    re.IGNORECASE,
)
