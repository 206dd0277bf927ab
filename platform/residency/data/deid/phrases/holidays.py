"""Feasts and holidays, which tell a day as a date does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.words import word_list
from residency.data.deid.safe_harbor import SafeHarbor

_DATE = SafeHarbor.DATE
_NO_FEAST = word_list("no_feasts")
"""Before "day" these make no feast: "the same day", "Admission Day"."""


def _flat(text: str) -> bool:
    """Whether capitals tell nothing."""
    return text.isupper() or text.islower()


def _is_feast(found: re.Match[str]) -> bool:
    words = found["feast"].lower().replace("\u2019", "'").split()
    return not any(word.strip(".") in _NO_FEAST or word.isdigit() for word in words)


_YEARS = r"(?:[\s,]+(?:of\s+)?(?:(?:1[89]|20|21)\d\d|['\u2019]\d\d)\b)?"
_HOLIDAYS = (
    form(
        _DATE,
        r"\b(?:christmas(?! (?:disease|tree|factor))(?: eve| day| week| holidays?| "
        r"break)?|xmas(?: eve| day)?|"
        r"boxing day|thanksgiving(?: day| weekend)?|new year[\u2019']?s?(?: eve| day)"
        r"?(?!\w|[- ]old)|(?:good friday)|easter(?: sunday| monday|"
        r" weekend)?|palm sunday|ash wednesday|lent|labou?r day(?: weekend)?|memorial "
        r"day(?: weekend)?|"
        r"independence day|republic day|canada day|victoria day|remembrance day|"
        r"veterans['\u2019]? day|juneteenth|"
        r"columbus day|presidents['\u2019]? day|martin luther king(?:,? jr\.?)?(?: "
        r"day)?|mlk day|halloween|"
        r"valentine[\u2019']?s(?: day)?|st\.? patrick[\u2019']?s day|saint "
        r"patrick[\u2019']?s day|mother[\u2019']?s day|father[\u2019']?s day|"
        r"diwali|deepavali|holi|dussehra|navratri|onam|pongal|raksha bandhan|ganesh "
        r"chaturthi|durga puja|"
        r"gandhi jayanti|eid(?: al-?\s?(?:fitr|adha))?|ramadan|ramzan|muharram|"
        r"hanukkah|chanukah|passover|"
        r"rosh hashanah|yom kippur|purim|kwanzaa|lunar new year|chinese new year|"
        r"vaisakhi|baisakhi|lohri|"
        r"makar sankranti|janmashtami|(?:the )?(?:fourth|4th) of july|july (?:fourth|"
        r"4th)|cinco de mayo|"
        r"mardi gras|(?:early |late )?(?:may |august |spring |summer )?bank "
        r"holiday(?: monday)?|guy fawkes(?: night)?|"
        r"bonfire night|groundhog day|all saints['\u2019]? day|pentecost|whitsun|"
        r"st\.? george[\u2019']?s day|"
        r"(?:st\.?|saint) andrew[\u2019']?s day|burns night|australia day|anzac day|"
        r"super bowl sunday|black friday)"
        rf"{_YEARS}(?!\w)",
    ),
    form(
        _DATE,
        r"\b(?:(?:shrove|maundy|holy|spy|fat|pancake|ash|cyber|easter|whit)\s(?:mon|tues|wednes|"
        r"thurs|fri|satur|sun)day|pancake day|hogmanay|twelfth night|epiphany|ascension day|"
        r"corpus christi|all souls['\u2019]? day|michaelmas|hallowe['\u2019]en|samhain|"
        r"nollaig na mban|matariki|waitangi day|st\.?[- ]jean[- ]baptiste|"
        r"(?:the )?melbourne cup|cup day|grand final day|the twelfth of july|ugadi|gudi padwa|"
        r"bihu|karva chauth|chhath(?: puja)?|guru nanak jayanti|buddha purnima|ram navami|rakhi|"
        r"maha ?shivaratri|bakrid|eid[- ](?:ul|al)[- ]\w+|milad[- ]un[- ]nabi|mawlid|sukkot|"
        r"shavuot|simchat torah|nowruz|songkran|obon|qingming|vesak|mid-autumn festival|"
        r"dragon boat festival|d[i\u00ed]a de (?:los )?muertos|day of the dead|"
        r"three kings['\u2019]? day|candlemas|super ?bowl(?: sunday)?|derby day|lammas|"
        r"advent sunday|trinity sunday|"
        r"international women['\u2019]s day|bastille day|guru purnima)"
        rf"{_YEARS}(?!\w)",
    ),
    # Tax Day, St. David's Day; in one case behind what a day follows: "by tax day"
    form(
        _DATE,
        r"(?<![\w-])(?P<id>(?-i:(?P<feast>(?:[A-Z][\w.'\u2019-]+\s){1,3})Day))(?![\w-]|\s*[#:\d])",
        lambda found: not found.string.isupper() and _is_feast(found),
    ),
    form(
        _DATE,
        r"\b(?:on|for|before|after|by|until|till|since|over|around)\s+(?P<id>(?:the\s)?"
        r"(?P<feast>[^\W\d_][\w.'\u2019-]+)\sday)(?=\s*(?:[.,;)\n]|$|and\b|with\b|at\b|in\b))",
        lambda found: _flat(found.string) and _is_feast(found),
    ),
)


def find(text: str) -> Iterator[Span]:
    """Holidays by their names, and what is written as one."""
    yield from spans_of(_HOLIDAYS, text)
