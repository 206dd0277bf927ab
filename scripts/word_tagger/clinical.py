"""Clinical terms to fill contexts with, so that the tagger learns what is to stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

from residency.data.deid.phrases.words import word_list
from scripts.word_tagger.fillers import fillers
from scripts.word_tagger.people import capital, family, made_up
from scripts.word_tagger.terms import acronym, heading, named_thing, term

EPONYMS = sorted(word_list("eponyms"))
_HEADS = sorted(word_list("eponym_heads"))
_DRUG = re.compile(
    r"(?:pril|sartan|statin|mab|nib|olol|azole|cillin|mycin|floxacin|dipine|azine|idone|etine|"
    r"parin|gliptin|gliflozin|tidine|cycline|vir|zepam|barbital|caine|curium|platin|taxel|mide|"
    r"thiazide|terol|sone|solone|phylline|formin)$"
)
_DRUGS = sorted(word for word in word_list("vocabulary") if _DRUG.search(word) and len(word) > 6)
_BRANDS = fillers("drug brands")
_LABS = fillers("labs")
_UNITS = fillers("units")
_ANATOMY = fillers("anatomy")
_PROCEDURES = fillers("procedures")
_TOOLS = fillers("tools")
_DEVICES = fillers("devices")
_EXAMS = fillers("exams")
_VITALS = fillers("vitals")
_CODES = fillers("codes")
_SCANS = fillers("scans")
_HABITS = fillers("habits")
_MONITORED = fillers("monitored")
_SCORED = fillers("scored")
_DRESSED = fillers("dressed")
_SITES = fillers("sites")
_INSTRUMENTS = fillers("instruments")
_HEADINGS = fillers("headings of tools")
_MARKERS = ["BRAF", "KRAS", "JAK2", "EGFR", "BRCA1", "HLA-B27", "HER2", "CD20", "CK7", "PD-L1"]
_ROMAN = ["I", "II", "III", "IV"]
_KINDS = fillers("things named after somebody")
_GRADES = [*_ROMAN, "A", "B", "C", "D", "IIa", "IIIb", "1", "2", "3", "4"]
_SMALL = sorted(word for word in word_list("vocabulary") if 3 < len(word) < 10)
_PLAIN = {
    "UN": _UNITS, "ANAT": _ANATOMY, "PROC": _PROCEDURES, "LAB": _LABS, "EXAM": _EXAMS,
    "VIT": _VITALS, "CODE": _CODES, "SCAN": _SCANS, "HAB": _HABITS,
    "MON": _MONITORED, "SCORE": _SCORED, "SITE": _SITES,
}  # fmt: skip
_OF_TABLES: dict[str, Callable[[Random], str]] = {
    "INSTR": lambda rng: rng.choice(_INSTRUMENTS), "TOOLS": lambda rng: rng.choice(_HEADINGS),
    "EP": lambda rng: eponym(rng), "BRAND": lambda rng: brand(rng),
    "DRESS": lambda rng: rng.choice([*_DRESSED, brand(rng)]),
    "SCALE": lambda rng: scale(rng),
    "ACR": acronym, "HEAD": heading, "THING": named_thing, "KIND": lambda rng: rng.choice(_KINDS),
}  # fmt: skip


def clinical(slot: str, rng: Random, answers: Path) -> str | None:
    """A term for the slot of a context, or None where the slot asks for none."""
    if slot in _PLAIN:
        return _filled(rng.choice(_PLAIN[slot]), rng)
    if slot == "DX":
        return diagnosis(rng, answers)
    if slot == "DRUG":
        drug = rng.choice(_DRUGS)
        return rng.choice([rng.choice(_BRANDS), drug, drug, capital(drug)])
    if slot == "DOSE":
        return _filled(rng.choice(["{b} mg", "{a}mg daily", "{a} mL", "{d}00mg po"]), rng)
    if slot in _OF_TABLES:
        return _OF_TABLES[slot](rng)
    if slot == "TERM":
        return any_term(rng, answers)
    if slot == "HW":
        return rng.choice([*[f"{capital(rng.choice(EPONYMS))} {rng.choice(_TOOLS)}"] * 15,
                           *_DEVICES])  # fmt: skip
    return None


def eponym(rng: Random) -> str:
    """ "Crohn's disease", "Dandy-Walker malformation", mostly of no meaning."""
    between = ["'s ", "s ", " ", " ", f"-{capital(rng.choice(EPONYMS))} "]
    return f"{capital(rng.choice(EPONYMS))}{rng.choice(between)}{rng.choice(_HEADS)}"


def brand(rng: Random) -> str:
    """A drug or dressing of a name that no list has: what stands around it has to tell."""
    return rng.choice([capital(made_up(rng)), capital(made_up(rng)), rng.choice(_BRANDS)])


def scale(rng: Random) -> str:
    """What is scored after somebody whom no list of eponyms has, or after two."""
    who = rng.choice(
        [family, lambda rng: capital(made_up(rng)), lambda rng: capital(rng.choice(EPONYMS))]
    )
    return who(rng) if rng.random() < 0.5 else f"{who(rng)}-{who(rng)}"


def any_term(rng: Random, answers: Path) -> str:
    """A term of any kind, as lists and short answers have it."""
    kinds = [
        *[term] * 6, *[acronym] * 4, *[lambda rng: diagnosis(rng, answers)] * 4, eponym,
        named_thing, _bare_eponym, lambda rng: f"{acronym(rng)} {rng.choice(_SMALL)}",
        lambda rng: rng.choice(_BRANDS), lambda rng: capital(rng.choice(_DRUGS)),
    ]  # fmt: skip
    return rng.choice(kinds)(rng)


def _bare_eponym(rng: Random) -> str:
    first, second = (capital(rng.choice(EPONYMS)) for _ in range(2))
    return rng.choice([first, f"{first}'s", f"{first}-{second}", f"{first} {rng.choice(_GRADES)}"])


def diagnosis(rng: Random, answers: Path) -> str:
    """An answer of an open examination, or an eponym."""
    kind, term = rng.random(), rng.choice(_answers(answers))
    if kind > 0.85:
        return eponym(rng)
    small = kind < 0.4 and not term[:2].isupper()
    return term[0].lower() + term[1:] if small else term


def _filled(term: str, rng: Random) -> str:
    return term.format(
        a=rng.randint(10, 99), b=rng.randint(100, 400), d=rng.randint(0, 9), e=rng.randint(1, 5),
        L=rng.choice("CDEIJKMS"), E=capital(rng.choice(EPONYMS)), R=rng.choice(_ROMAN),
        M=rng.choice(_MARKERS),
    )  # fmt: skip


@cache
def _answers(folder: Path) -> tuple[str, ...]:
    """Short answers of MedMCQA and MedQA: up to four words that begin with a letter."""
    found = {term for path in sorted(folder.glob("med*/*.jsonl")) for term in _choices(path)}
    return tuple(sorted(found))


def _choices(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        options = row.get("options")
        values = list(options.values()) if isinstance(options, dict) else []
        values += [row.get(name) for name in ("opa", "opb", "opc", "opd")]
        for value in values:
            term = value.strip(" .") if isinstance(value, str) else ""
            if re.match(r"[A-Za-z]", term) and 3 < len(term) < 45 and len(term.split()) <= 4:
                yield term
