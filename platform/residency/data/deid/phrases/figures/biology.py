"""Levels of the spine, teeth, leads, nuclides, and words that are written with figures."""

from __future__ import annotations

import re

from residency.data.deid.phrases.figures.row import row
from residency.data.deid.phrases.words import plain, word_list

_NUCLIDE = {
    "F": "18", "Tc": "99m", "I": "123|124|125|131", "Ga": "67|68", "Lu": "177", "Y": "90",
    "Ra": "223", "In": "111", "Tl": "201", "Xe": "133", "Sr": "89", "P": "32", "Co": "57|60",
    "Cs": "137", "C": "11|13|14", "N": "13", "O": "15", "Rb": "82", "Cu": "64|67", "Zr": "89",
    "Sm": "153", "Ir": "192", "Pd": "103", "Cr": "51", "Ac": "225", "Kr": "81m", "Ho": "166",
    "Re": "186|188", "H": "3",
}  # fmt: skip
_TRACER = (
    r"FDG|NaF|PSMA(?:-\d{2,4})?|DOTA(?:TATE|TOC|NOC)|DCFPyL|fluciclovine|choline|florbeta\w+|"
    r"flutemetamol|MIBI|sestamibi|tetrofosmin|"
    r"MDP|HDP|MIBG|HMPAO|ECD|DTPA|DMSA|MAG-?3|MAA|sulfur colloid|pertechnetate|tilmanocept|"
    r"pyrophosphate|PiB|citrate|chloride|DPD"
)
_LEVEL = r"(?:C[1-8]|Th?(?:1[0-2]|[1-9])|L[1-6]|S[1-5]|Co[1-4])"


def _nuclides() -> str:
    forms = []
    for symbol, masses in _NUCLIDE.items():
        forms += [rf"{symbol}-?(?:{masses})", rf"(?:{masses})-?{symbol}"]
    return "|".join(forms)


def _is_written(found: re.Match[str]) -> bool:
    """A word that open texts write with figures ("HbA1c", "CD34", "COVID-19"), or of a family."""
    word = plain(found.group())
    if word in word_list("figured_words"):
        return True
    family = re.fullmatch(r"([a-z]+(?:-[a-z]+)?)[-/]?\d{1,2}(?:[a-z]{1,2}\d{0,2}|-\d{1,2})?", word)
    large = re.fullmatch(r"(mirna|mir|cd|hsp|ca|slc|gpr|znf|tmem)-?\d{3}[a-z]?", word)
    return large is not None or (family is not None and family[1] in word_list("figured_stems"))


ROWS = (
    row(
        "teeth",
        r"(?<![^\W_])(?:tooth|teeth|molars?|premolars?|incisors?|canines?|cusp|blades?|foley|"
        r"size|step|problem|item|question|option|trocar|lead|rib|ribs|metatarsals?|"
        r"metacarpals?|digit|finger|toe)\s(?:numbers?\s)?#?\s?\d{1,2}(?:\s?(?:[-,]|and|"
        r"to)\s?#?\d{1,2})*(?![^\W_])",
        "Universal and FDI numbering",
    ),
    row(
        "leads",
        r"(?<![^\W_])a?V[1-9]R?(?:\s?(?:[-\u2013,/]|to|through|and)\s?V?[1-9])*(?![^\W_])",
        "electrocardiography",
    ),
    row(
        "formula",
        r"(?<![^\W_])(?:[A-Za-z]{0,3}(?:CO2|O2)|CO|H2O2?|N2O|NO[23]|HCO3-?|PO4|SO[24]|NH[34]|"
        r"CaCl2|MgSO4|K2HPO4|TiO2|H2|N2|CH4|FiO2|SpO2|SaO2|SvO2|PaO2|PaCO2|PCO2|PO2|EtCO2|"
        r"VO2|VCO2)(?:max)?(?![^\W_])",
        "chemistry",
    ),
    row(
        "diagnosis of three signs",
        r"(?<![\w./-])(?<![A-Z\d] )[A-TV-Z]\d\d(?![\w/-]|\.\d| [A-Z\d]{2})",
        "ICD-10",
        exact=True,
    ),
    row(
        "word with figures",
        r"(?<![^\W_])(?=[^\W_]*[-\u2013]?\d)[A-Za-z\d]+(?:[-\u2013/][A-Za-z\d]+){0,3}(?![^\W_])",
        "lists/figured_words.txt, lists/figured_stems.txt",
        _is_written,
    ),
)

LEVELS = (
    row(
        "nuclide",
        rf"(?<![^\W_])(?:{_nuclides()})(?:[-\s]?(?:{_TRACER}))?(?![^\W_]|-[a-z]{{2,3}}(?![a-z]))",
        "radiopharmaceuticals",
    ),
    row(
        "level of the spine",
        rf"(?<![^\W_]){_LEVEL}(?:\s?(?:[-\u2013/,]|to|and|through)\s?"
        rf"(?:{_LEVEL}|1[0-2]|[1-9])(?!\d)){{0,4}}(?![^\W_]|[-/]\d|-[A-Z]{{2}})",
        "vertebrae, discs, roots, dermatomes",
    ),
)
