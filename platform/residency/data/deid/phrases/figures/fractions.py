"""Two numbers and a slash that are no date: blood pressure, vision, strength, shares."""

from __future__ import annotations

import re

from residency.data.deid.phrases.durations import is_duration
from residency.data.deid.phrases.figures.row import row

_EDGE, _END = r"(?<![\w./-])", r"(?![\w/]|[.,-]\d)"
_PART = r"\d{1,3}(?:\.\d)?\s?[-+\u2212]?\s?/\s?\d{1,3}(?:\.\d)?[-+]?"
_WORDS = r"(?:(?!\b(?:on|since|from|until|dated|by)\b)[^\d\n/;]){0,28}"
_SCORED = (
    r"strength|power|motor|muscles?|mrc|reflex(?:es)?|murmur|gcs|apgars?|pain|score[sd]?|scale|"
    r"rat(?:ed|es|ing)|grade[sd]?|severity|intensity|"
    r"vision|acuity|va|bcva|o[dsu]|re|le|sats?|ratio|pulses?|dtrs?|biceps|triceps|deltoids?|"
    r"quad(?:riceps|s)?|hamstrings?|grip|"
    r"dorsiflexion|plantarflexion|extension|flexion|abduction|adduction|stage|moca|mmse|mocas|"
    r"level|discomfort|ache|headache|dyspnea|borg|vas|nrs|"
    r"nodes?|cores?|lymph|bishop|bpp|biophysical(?: profile)?|recall|ballard|ef|bp|b/p|pressure|"
    r"fraction|tumou?r|gleason|nottingham|cpot|ess|fast|criteria|\bse|image|im|slice|series|"
    r"positive|negative|allred|quick score"
)
_COUNTED = (
    r"strength|power|pain|murmur|sem|hsm|systolic|diastolic|holosystolic|ejection|throughout|"
    r"bilateral(?:ly)?|reflex(?:es)?|weak\w*|positive|negative|patients?|"
    r"cases|subjects|women|men|children|infants|eyes|knees|hips|nodes?|lymph|cores?|biopsies|of|"
    r"vision|muscles?|scale|severity|intensity|right|left|upper|"
    r"lower|motor|hip|knee|ankle|grip|elbow|wrist|dorsi\w*|plantar\w*|cycles?|doses?|days?|"
    r"weeks?|months?|ago|in|tab(?:let)?s?|pack|ppd|inch|cup|"
    r"dose|strengths?|criteria|points?|times|responders?|studies|trials|tumou?rs|samples|"
    r"specimens|sites|sections|on|quadriceps|deltoids?|biceps|triceps|"
    r"ns|normal saline|dextrose|bottles?|hours?|of\s+the|way"
)


def _no_day(found: re.Match[str]) -> bool:
    """Neither day and month nor month and year: one part is too large, or both are."""
    one, two = (int(part) for part in re.findall(r"\d+", found.group())[:2])
    return one == 0 or one > 31 or two > 99 or (one > 12 and two > 12)


ROWS = (
    row(
        "blood pressure",
        rf"{_EDGE}(?:[6-9]\d|[12]\d\d)\s?/\s?(?:[2-9]\d|1[0-6]\d){_END}",
        "mm Hg, systolic over diastolic",
    ),
    row("no day of a month", rf"{_EDGE}\d{{1,3}}/\d{{1,3}}{_END}", "the calendar", _no_day),
    row("vision", rf"{_EDGE}20/\d{{2,3}}\s?[-+]\s?\d(?![\w/])", "Snellen"),
    row(
        "values with slashes",
        r"(?<![\w/.-])\d{1,3}(?:\.\d{1,2})?(?:/\d{1,3}(?:\.\d{1,2})?){3,7}(?![\w/]|[.,-]\d)",
        "shorthand of charts",
    ),
    row(
        "one in many",
        rf"{_EDGE}\d{{1,3}}\s?(?:/|:|in)\s?(?:[1-9]\d?0{{1,4}}|1,000|10,000|100,000){_END}",
        "rates and dilutions",
        lambda found: not re.search(r"/\s?(?:[12]0|(?:19|20)\d\d)$", found.group()),
    ),
    row(
        "scored",
        rf"(?<![^\W_])(?:{_SCORED})\b{_WORDS}{_PART}(?:{_WORDS}{_PART}){{0,4}}{_END}",
        "scales of neurology, vision, pain",
    ),
    row(
        "counted",
        rf"{_EDGE}{_PART}(?:\s?(?:,|and|to)\s?{_PART})?\s?(?:[(\[]\s?\d|=|"
        rf"(?:[a-z]+\s){{0,2}}(?:pain|recall|strength|power|murmur)\b|(?:{_COUNTED})\b)",
        "shares of a group, strengths, parts of a tablet",
        lambda found: (
            not re.search(r"/\s?\d{1,2}\s?(?:in|on|of)$", found.group())
            or _no_day(found)
            or bool(
                re.match(
                    r"\s+(?:the|all|both|these|those|a|an|upper|lower|right|left|bilateral|his|"
                    r"her|\d)",
                    found.string[found.end() :],
                )
            )
        ),
    ),
    row(
        "for so long",
        r"(?<![\w./-])\d{1,2}/(?:7|12|52)(?![\w/])",
        "British notes: days, months, weeks",
        lambda found: is_duration(found.string, *found.span()),
    ),
    row(
        "a part",
        rf"(?<![^\W_])(?:proximal|distal|middle|mid|lower|upper|anterior|posterior|a|about|"
        rf"takes?|took|x)\s(?:1/2|1/3|2/3|1/4|3/4){_END}",
        "anatomy, doses",
    ),
)
