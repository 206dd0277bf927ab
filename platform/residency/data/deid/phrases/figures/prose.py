"""Figures of prose: small numbers, ranges, years, ordinals, statistics, lists, times of day."""

from __future__ import annotations

import re

from residency.data.deid.phrases.figures.row import (
    ALONE,
    END,
    NUMBER,
    START,
    WHOLE,
    row,
    unlabelled,
)
from residency.data.deid.phrases.words import is_common

_SMALL = r"(?:[1-9]\d{0,2}|0)"
_COUNTED = (
    r"patients|pts|persons|people|women|men|males|females|girls|boys|children|infants|neonates|"
    r"newborns|adults|adolescents|"
    r"subjects|participants|cases|controls|individuals|volunteers|students|physicians|nurses|"
    r"doctors|residents|surgeons|"
    r"hospitals|centers|centres|clinics|practices|studies|trials|articles|records|charts|"
    r"reports|samples|specimens|"
    r"lesions|nodes|tumou?rs|cancers|deaths|births|pregnancies|deliveries|procedures|operations|"
    r"surgeries|admissions|visits|"
    r"examinations|exams|scans|images|eyes|knees|hips|teeth|ears|fractures|biopsies|biopsy|"
    r"questionnaires|responses|respondents|"
    r"events|episodes|injections|infusions|units|cells|copies|genes|snps|proteins|animals|mice|"
    r"rats|consecutive|healthy|"
    r"total|new|different|eligible|calories|steps|dollars|euros|pounds|twins|families|"
    r"households|members|live|elderly|"
    r"veterans|smokers|survivors|users|attempts|fellows|trainees|donors|recipients|hours|"
    r"arteries|vessels|limbs|implants|grafts|stents"
)
_STATISTIC = (
    r"n|p|r|r2|t|f|z|k|or|rr|hr|ci|i2|chi2|\u03c72|x2|df|sd|se|sem|iqr|mean|median|range|auc|"
    r"kappa|alpha|beta|odds ratio|"
    r"hazard ratio|relative risk|interval|cutoff|cut-off|threshold|average|score|total|sum|"
    r"approximately|about|nearly|"
    r"almost|over|than|least|most|up to|total of|sample of|number of"
)


def _rises(found: re.Match[str]) -> bool:
    """3-5, 10-15, 100-150: upwards, and of round numbers where they are large."""
    one, two = (float(part) for part in re.findall(r"\d+(?:\.\d+)?", found.group())[:2])
    return one <= two and (two < 100 or "." in found.group() or (one % 5 == 0 and two % 5 == 0))


def _before_a_word(found: re.Match[str]) -> bool:
    word = re.match(r"[^\W\d_]+", found.string[found.end() : found.end() + 30])
    return word is not None and (word.group().islower() or is_common(word.group()))


_OPEN = r"(?<![\w./:#+-])(?<!\d,)(?<!\d[-\u2013/]\s)"
ROWS = (
    row(
        "small number",
        rf"{_OPEN}-?{_SMALL}(?:\.\d{{1,3}})?(?![^\W_]|[.,:/+-]?\d|\s?[-/]\s?\w)",
        "prose",
    ),
    row(
        "number and word",
        rf"{_OPEN}{_SMALL}(?:\.\d)?[-\u2010\u2011\u2013](?=[^\W\d_]{{3}})",
        "prose: 3-phase, 15-item",
        _before_a_word,
    ),
    row(
        "word and number",
        r"(?<![^\W_])(?P<word>[^\W\d_]{4,20})[-\u2010\u2011\u2013_]\d{1,2}m?(?![^\W_]|[-/.]\d)",
        "prose: endothelin-1, cohort-2",
        lambda found: is_common(found["word"]),
    ),
    row(
        "a letter code of one figure",
        r"(?<![^\W_])(?<!\d[ -])[A-Z]{1,6}[-]?\d[A-Za-z]?(?![^\W_]|[-/.]?\d| [A-Z]?\d[A-Z\d])",
        "abbreviations: DKK3, SPM2, C3",
    ),
    row(
        "codes in a range",
        r"(?<![\w./-])(?P<letter>[A-Z])(?P<first>\d{1,2})\s?[-\u2013]\s?(?P=letter)(?P<last>\d{1,2})"
        r"(?![\w/-])",
        "blocks of tissue, leads, levels: A1-A3",
        lambda found: (
            int(found["first"]) < int(found["last"]) < int(found["first"]) + 13
            and unlabelled(found)
        ),
    ),
    row("heart sounds", r"(?<![^\W_])S[1-4](?:\s?[,/&+]\s?)?S[1-4](?![^\W_])", "auscultation"),
    row("money", rf"[$\u00a3\u20ac\u20b9]\s?{NUMBER}", "prose"),
    row("decades", r"(?<![\w./-])[1-9]\d{0,2}['\u2019]?s(?![^\W_])", "prose: in his 80s"),
    row(
        "weeks and days",
        r"(?<![\w./-])(?:[1-4]?\d\s?\+\s?[0-6](?:/7)?|"
        r"[1-4]?\dw(?:ks?)?\s?\d?d?)(?![^\W_]|[.-]\d)",
        "gestation",
    ),
    row(
        "years old",
        r"(?<![\w./-])\d{1,2}\s?-?(?:y(?:rs?)?\s?/?\s?o?|yo)\s?(?:m|f|male|female)?(?![^\W_])",
        "charts: 54yof",
    ),
    row("dispensed after a strength", r"(?<=\d)\s#\s?\d{1,3}(?![\w/-])", "prescriptions"),
    row(
        "dispensed",
        r"(?<![^\W_])(?:disp(?:ense[d]?)?|daily|bid|tid|qid|qhs|prn|tabs?|qty|quantity|"
        r"mg)\W{0,3}#\s?\d{1,3}(?![^\W_])",
        "prescriptions",
    ),
    row("score in a range", r"(?<![\w./-])\d{1,2}\s?-\s?\d{1,2}/10(?![^\W_]|[/.]\d)", "pain"),
    row(
        "decimal",
        r"(?<![\w./:#-])(?<!\d,)[-+\u2212]?(?:0?[.\u00b7]\d{1,6}|"
        r"[1-9]\d{0,2}[.\u00b7]\d{1,3})(?![^\W_]|[.,/:-]\d)",
        "prose, statistics",
    ),
    row("thousands", rf"{START}[1-9]\d{{0,2}}(?:,\d{{3}}){{1,3}}(?:\.\d+)?{END}", "prose"),
    row(
        "range",
        rf"(?<![\w.,/:#-]){_SMALL}(?:\.\d{{1,2}})?\s?[-\u2013\u2014]\s?{_SMALL}(?:\.\d{{1,2}})"
        rf"?(?![^\W_]|[.,/:-]\d|\s?[-\u2013]\s?\d)",
        "prose",
        _rises,
    ),
    row(
        "range in words",
        rf"(?<![\w.,/:#-]){_SMALL}(?:\.\d{{1,2}})?\s(?:to|or|and|vs\.?|versus|out of|of|by|plus|"
        rf"minus)\s{_SMALL}(?:\.\d{{1,2}})?{END}",
        "prose",
    ),
    row(
        "short list",
        r"(?<![\w.,/:#-])\d{1,2}(?:,\s?\d{1,2}){1,6}(?![^\W_]|[./:-]\d|,\d)",
        "prose, citations",
    ),
    row(
        "ordinal",
        r"(?<![\w/.-])\d{0,2}(?:1st|2nd|3rd|\dth)(?:\s?(?:[-/,\u2013]|and|to|"
        r"or)\s?\d{0,2}(?:1st|2nd|3rd|\dth))*(?![^\W_])",
        "prose",
    ),
    row(
        "year",
        r"(?<![\w./-])(?:1[89]|20)\d\d(?:s|['\u2019]s)?(?:\s?[-\u2013/]\s?(?:(?:19|"
        rf"20)?\d\d))?(?!,\d{{3}}){ALONE}",
        "45 CFR 164.514(b)(2)(i)(C): a year may stay",
    ),
    row(
        "statistic",
        rf"(?<![^\W_])(?:{_STATISTIC})(?:\s?[=<>:\u2264\u2265~]{{1,2}}\s?|\s(?:is|was|of)\s|"
        rf"\s)[-\u2212]?{NUMBER}(?:\s?[-\u2013;,/]\s?[-\u2212]?{NUMBER}|"
        rf"\sto\s{NUMBER})?(?=\s?[)\];,.%]|\s[a-z(=<>])",
        "statistics",
        lambda found: not re.search(r"(?<![\d.,])\d{5,}", found.group()) or "=" in found.group(),
    ),
    row("share", r"(?<![\w.,/:#-])\d{1,3}\s?\(\s?\d{1,3}(?:\.\d+)?\s?%?\)", "tables"),
    row(
        "multiple",
        r"(?<![^\W_])[x\u00d7](?:\s?\d{1,2}(?:\.\d)?|\s\d{1,3})(?![^\W_]|[.-]?\d)|"
        r"(?<![\w.-])\d{1,3}(?:\.\d)?\s?[x\u00d7](?![^\W_])|(?<![^\W_])(?:A(?:A|&)?O|"
        r"oriented|alert)\s?[x\u00d7]\s?\d",
        "prose, orientation",
    ),
    row(
        "every so often",
        r"(?<![^\W_])q\s?\d{1,2}(?:-\d{1,2})?\s?(?:h(?:rs?|ours?)?|d|days?|wks?|weeks?|min|mo|"
        r"months?)?(?![^\W_])",
        "prescriptions",
    ),
    row("cycle and day", r"(?<![^\W_])C\d{1,2}\s?D\d{1,2}(?![^\W_])", "chemotherapy"),
    row(
        "day of a course",
        r"(?<![^\W_])(?:p\.?o\.?d|hd|dol|day|days|week|weeks|wk|month|months|year|visit|cycle|"
        r"cycles|course|dose|round|phase|part|step|chapter|table|tables|figures?|figs?\.?|"
        r"box|no more than|times?|gravida|para|group|groups|arm|lobes?|case|"
        r"cases|patient|panel|room air|grade|grades|type|types|stage|"
        r"level)\s?#?\s?[:=]?\s?\d{1,3}(?:\.\d)?[a-h]?(?:\s?(?:[-\u2013,/&]|to|and|"
        rf"or)\s?#?\d{{1,2}}[a-h]?)*{ALONE}",
        "prose",
    ),
    row(
        "age under 90",
        r"(?<![^\W_])(?:aged?|ages)\s?[:=]?\s?[1-8]?\d(?:\.\d)?"
        rf"(?:\s?(?:[-\u2013,/&]|to|and|or)\s?[1-8]?\d(?!\d))*{ALONE}",
        "45 CFR 164.514(b)(2)(i)(C): all ages over 89 go",
    ),
    row("sign of a number", r"(?<![\w#])#\s?\d(?![^\W_]|[./-]\d)", "prose"),
    row("dimensions", r"(?<![\w-])[1-4][- ]?D(?![^\W_])", "imaging"),
    row(
        "item of a list",
        r"(?:^|(?<=\n)|(?<=[.;:?!]\s))[ \t]*(?:\(?\d{1,2}[.):]|#\d{1,2}[.):]?)(?!\d)",
        "lists",
    ),
    row("item in a line", r"(?<=\s)\(?\d{1,2}[.)](?=\s[A-Z])", "lists"),
    row(
        "ratio",
        r"(?<![\w.,/:#-])\d{1,2}\s?:\s?\d{1,2}(?:\s?:\s?\d{1,2})?(?![^\W_]|[.:/-]\d)|"
        r"(?<![\w.,/:#-])1\s?:\s?\d{1,3}(?:,?\d{3})?(?![^\W_])",
        "dilutions, clocks",
    ),
    row(
        "time of day",
        r"(?<![\w./-])(?:[01]?\d|2[0-4])[:.h][0-5]\d(?::[0-5]\d)?(?:\s?(?:[ap]\.?\s?m\.?|"
        r"h(?:rs?|ours?)?|o'?clock))?(?![^\W_]|[./:]\d)|(?<![\w./:-])(?:[01]\d|"
        r"2[0-4])[0-5]\d\s?-?(?:h|hrs?|hours?|z)\b|(?<![\w./:-])(?:1[0-2]|"
        r"[1-9])\s?(?:[ap]\.?\s?m\.?|o['\u2019]?\s?clock)(?![^\W_])",
        "Safe Harbor lists dates, not hours",
    ),
    row(
        "sign and number",
        rf"(?<![^\W_])(?:[<>\u2264\u2265=~\u00b1+\u2212]{{1,2}}|"
        rf"\+/[-\u2212])\s?{NUMBER}(?![^\W_]|[.,/:-]\d)",
        "prose",
        lambda found: not re.search(r"\d{5,}", found.group()),
    ),
    row("plus", r"(?<![\w.-])\d{1,2}\s?\+(?![^\W_])", "reflexes, edema"),
)

COUNTED = (
    row(
        "counted noun",
        rf"{START}(?:{WHOLE}|[1-9]\d{{0,2}}(?:[ \u2009\u202f\u00a0]\d{{3}}){{1,2}})(?:[ ]"
        rf"(?:[a-z-]{{3,20}}\s){{0,2}}|-)(?:{_COUNTED})\b",
        "prose",
    ),
)
