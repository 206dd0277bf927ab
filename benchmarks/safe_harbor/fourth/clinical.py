"""Clinical words of the fourth set that must stay: by group, most by the part of the body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from benchmarks.safe_harbor.third.clinical import MAKERS as THIRD
from benchmarks.safe_harbor.wordlists import listed

TERMS = listed(Path(__file__).with_name("words") / "clinical.txt")
SCHEDULES = (
    "od",
    "mane",
    "bd",
    "tds",
    "qds",
    "daily",
    "at night",
    "q8h",
    "q12h PO",
    "SC",
    "IV stat",
    "prn",
    "BBF",
    "0-0-1",
)
CT_OF = ("chest", "heart", "abdomen")


def drugs(
    lists: Mapping[str, tuple[str, ...]], schedules: tuple[str, ...]
) -> Callable[[Random], str]:
    """A maker of drugs of the lists `drug 5 mg|10 mg`, with the doses in which they come."""
    by_dose = {k.removeprefix("drug "): v for k, v in lists.items() if k.startswith("drug ")}
    weights = [len(names) for names in by_dose.values()]

    def drug(draw: Random) -> str:
        doses = draw.choices(list(by_dose), weights)[0]
        name, dose = draw.choice(by_dose[doses]), draw.choice(doses.split("|"))
        if draw.random() < 0.3:
            return name
        dose = dose.replace(" ", "") if draw.random() < 0.4 else dose
        if draw.random() < 0.4:
            return f"{name} {dose}"
        return f"{name} {dose} {draw.choice(schedules)}"

    return drug


def _vital(draw: Random) -> str:
    high, low, pulse = draw.randint(88, 196), draw.randint(48, 108), draw.randint(44, 138)
    return draw.choice(
        (
            f"BP {high}/{low}",
            f"bp {high} over {low}",
            f"P {pulse}",
            f"HR {pulse} reg",
            f"{pulse} bpm",
            f"SpO2 {draw.randint(84, 100)}% on {draw.randint(1, 6)} L",
            f"O2 sat {draw.randint(88, 100)}%",
            f"RR {draw.randint(10, 34)}",
            f"Temp {draw.randint(358, 398) / 10:.1f}",
            f"{draw.randint(968, 1031) / 10:.1f} F",
            f"wt {draw.randint(44, 140)} kg",
            f"MAP {draw.randint(52, 110)}",
            f"BMI {draw.randint(170, 440) / 10:.1f}",
        )
    )


def _lab(draw: Random) -> str:
    return draw.choice(
        (
            f"sodium {draw.randint(122, 149)}",
            f"K {draw.randint(28, 64) / 10:.1f} mmol/L",
            f"urea {draw.randint(21, 310) / 10:.1f}",
            f"Cr {draw.randint(48, 410)}",
            f"BUN/Cr {draw.randint(8, 60)}/{draw.randint(6, 41) / 10:.1f}",
            f"CRP {draw.randint(1, 340)} mg/L",
            f"Hb {draw.randint(68, 171)}",
            f"WCC {draw.randint(18, 262) / 10:.1f}",
            f"plt {draw.randint(22, 510)}",
            f"hs-troponin {draw.randint(2, 940)}",
            f"HbA1c {draw.randint(49, 124) / 10:.1f}%",
            f"glucose {draw.randint(32, 260) / 10:.1f}",
            f"TSH {draw.randint(1, 120) / 10:.1f} mU/L",
            f"INR {draw.randint(9, 48) / 10:.1f}",
            f"ferritin {draw.randint(4, 980)}",
            f"NT-proBNP {draw.randint(60, 9400)} pg/mL",
            f"lipase {draw.randint(18, 2400)}",
            f"ALP {draw.randint(38, 460)}",
            f"CA 19-9 {draw.randint(4, 980)}",
            f"CD4 {draw.randint(60, 1100)}",
            f"LDL {draw.randint(38, 220)} mg/dL",
            f"albumin {draw.randint(19, 48)} g/L",
        )
    )


MAKERS: Mapping[str, Callable[[Random], str]] = {
    **THIRD,  # sizes and nodules
    "drug": drugs(TERMS, SCHEDULES),
    "vital": _vital,
    "lab": _lab,
}


def draw_term(group: str, area: str, draw: Random) -> str:
    """A term of the list that fits the part of the body. Raises KeyError for an unknown list."""
    if group in MAKERS:
        return MAKERS[group](draw)
    if group == "scanner":
        area = "us" if area == "breast" else "ct" if area in CT_OF else "mr"
    return draw.choice(TERMS[f"{group}.{area}"] if f"{group}.{area}" in TERMS else TERMS[group])
