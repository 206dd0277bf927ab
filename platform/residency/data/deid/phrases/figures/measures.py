"""Measurements: a number or a range with its unit."""

from __future__ import annotations

import re

from residency.data.deid.phrases.figures.row import NUMBER, START, row

_LENGTH = (
    r"mm|cm|dm|km|[\u00b5\u03bcu]m|nm|microns?|(?:milli|centi|kilo|micro|nano)?met(?:er|re)s?|"
    r"inch(?:es)?|ft|feet|foot|yards?|miles?|finger[- ]?breadths?|blocks?"
)
_MASS = (
    r"kgs?|gms?|grams?|mgs?|mcgs?|[\u00b5\u03bcu]g|ng|pg|(?:milli|micro|nano|kilo)grams?|lbs?|"
    r"pounds?|oz|ounces?|tons?"
)
_VOLUME = (
    r"ml|mls|dl|cl|ccs?|[\u00b5\u03bcu]l|(?:milli|deci|micro)?lit(?:er|re)s?|cups?|"
    r"gallons?|pints?"
)
_TIME = (
    r"msec|ms|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|nights?|wks?|weeks?|fortnights?|"
    r"mos?|"
    r"mths?|months?|yrs?|years?|y\s?/\s?o|y\.o\.?|yo|decades?|trimesters?|cycles?|sessions?"
)
_PRESSURE = r"mm\s?hg|cm\s?h2o|kpa|mpa|torr|psi|bar|atm"
_RATE = r"bpm|beats|breaths|rpm|steps|metabolic equivalents?|mets"
_RADIOLOGY = (
    r"hu|hounsfield|[kmg]?hz|c?gy|mgy|m?sv|[mkg]bq|m?ci|kvp?|kev|mev|mas|ma|tesla|pixels?|"
    r"slices?|channels?|rows?|detectors?|db|leads?|views?|images?|frames?|segments?"
)
_AMOUNT = (
    r"m?iu|units?|meqs?|[mn\u00b5\u03bcup]?mols?|nmol|pmol|[mk]?osm|k?cals?|calories|joules?|"
    r"watts?|volts?|"
    r"mv|cfu|copies|cells?|ppm|ppb|ppd|packs?(?:[- ]years?)?|pack-?yrs?|drinks?|glasses|"
    r"cigarettes?|"
    r"cigs?|tabs?|tablets?|caps?|capsules?|pills?|puffs?|sprays?|drops?|gtts?|doses?|vials?|amps?|"
    r"ampoules?|sachets?|patch(?:es)?|suppositor(?:y|ies)|teaspoons?|tsp|tbsp|bottles?|bags?|"
    r"boluses|"
    r"litres?|diopters?|dioptres?|refills?|serves?|servings?|bars"
)
_SHARE = (
    r"%|percent|per\s?cent|percentiles?|\u2030|fold|times|\u00b0\s?[cf]?|deg(?:rees?|s)?|"
    r"celsius|fahrenheit|points?"
)
_CALIBRE = r"fr|french|gauge|mesh|ply|strips?|bp|kbp?|kda|rpm|hr?pf|lpf"

UNIT = "|".join(
    (_LENGTH, _MASS, _VOLUME, _TIME, _PRESSURE, _RATE, _RADIOLOGY, _AMOUNT, _SHARE, _CALIBRE)
)
"""Units of the SI, of UCUM and of everyday prose; as a regular expression of any case."""

_LETTER = r"[gGLlTFCVWJDUKhsx\u00d7]"  # units of one letter, in the case that they are written in
_MORE = (
    r"(?:\s?[23\u00b2\u00b3])?(?:\s?[/*\u00b7]\s?(?:\d[\d.]*\s?)?(?:[a-z\u00b5\u03bc%]{1,6}\d?))*"
)
"""Exponents and what is divided by: /dL, /min/1.73 m2, *cm, /10^9."""
_JOIN = r"\s?(?:-|\u2010|\u2011|\u2013|\u2014|\u2212|to|/|\u00b1|\+/-)\s?-?"
_EACH = r"(?:[1-9]\d{0,3}|0)(?:[.\u00b7]\d{1,3})?"
_LITTLE = r"(?:[1-9]\d{0,2}|0)(?:[.\u00b7]\d{1,3})?"
_SERIES = (
    rf"(?:(?:{_EACH}\s?(?:{UNIT})?\s?(?:x|\u00d7|by|\*)\s?){{1,3}}|{_EACH}\s?(?:{UNIT})?{_JOIN})?"
)

ROWS = (
    row(
        "measurement",
        rf"{START}{_SERIES}(?:{_EACH}\s?[ ]?|{_LITTLE}-\s?|{_EACH}-(?=[a-z]{{2}})|"
        rf"{NUMBER}[\u00a0\u2009\u202f ]?)(?:{UNIT}){_MORE}(?![^\W\d_])",
        "UCUM 2.1; 'The International System of Units', 9th edition",
        lambda found: not re.search(r"\d{3}-\d{4}", found.group()),
    ),
    row(
        "grams",
        rf"{START}(?:{_EACH}{_JOIN})?{_EACH}\sg{_MORE}(?![^\W_]|[-'\u2019])",
        "UCUM 2.1",
    ),
    row(
        "product of sizes",
        rf"{START}(?!0[xX])(?:{_EACH}(?:\s?(?:mm|cm))?(?:\s[x\u00d7*]\s|"
        rf"[x\u00d7*])){{1,3}}{_EACH}(?![^\W_]|[-/]\d)",
        "reports of radiology and pathology",
    ),
    row(
        "powers of ten",
        rf"{START}(?:{NUMBER}\s?[x\u00d7*\u00b7]\s?)?10\s?(?:(?:\^|e|\*\*|"
        rf"\()\s?[-\u2212\u2013]?|[-\u2212])\d{{1,2}}\)?(?=\s?[/\s,.;)]|$)",
        "scientific notation",
    ),
    row(
        "per",
        rf"{START}{NUMBER}(?:\s?[-\u2013]\s?{NUMBER})?(?:/|"
        rf"\sper\s)(?:\d[\d,]*\s)?(?:[\u00b5\u03bcu]?l|dl|ml|hpf|lpf|min|minute|hour|hr|h|"
        rf"day|week|month|"
        r"year|kg|m2|cm2|mm[23\u00b2\u00b3]?|field|person|patients?|live|births|population|"
        r"inhabitants)\b",
        "rates and concentrations",
    ),
)
LETTERS = (
    row(
        "measurement, unit of one letter",
        rf"{START}(?:{_LITTLE}{_JOIN})?{_LITTLE}(?:\s?{_LETTER}{_MORE}|-T)(?![\w'\u2019-]|\.\d)",
        "UCUM 2.1",
        exact=True,
    ),
)
