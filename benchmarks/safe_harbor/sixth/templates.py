"""What the notes of the sixth set say: templates by pool, and the genres made of them.

{field} is drawn by `fields`; [words] are a clinical term as it stands. Years alone, states, ages
below 90 and times of day stand unlabelled, as in the sets before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from benchmarks.safe_harbor.templates import Genre, Part
from benchmarks.safe_harbor.wordlists import sections

IMAGING = ("names", "report", "xray", "ct", "mr", "us", "nuclear")
FILES = (*IMAGING, "clinic", "ward", "emergency", "theatre", "desk", "pairs")
POOLS: Mapping[str, tuple[str, ...]] = {
    pool: templates
    for name in FILES
    for pool, templates in sections(Path(__file__).with_name("said") / f"{name}.txt").items()
}
PRINTED = Part("printed", 0, 1, "\n")
# What is examined, by the part of the body; each row is about a third of all notes.
EXAMINED: Mapping[str, Mapping[str, int]] = {
    "chest": {"cr_chest": 19, "ct_chest": 14, "nm_lung": 2, "nm_pet": 3},
    "heart": {"us_heart": 19, "ct_heart": 8, "nm_heart": 7, "mr_heart": 4},
    "abdomen": {
        "ct_abdomen": 14,
        "us_abdomen": 9,
        "mr_abdomen": 5,
        "cr_abdomen": 5,
        "fl_abdomen": 5,
    },
    "brain": {"ct_brain": 19, "mr_brain": 17, "us_carotid": 2},
    "spine": {"mr_spine": 17, "cr_spine": 9, "ct_spine": 7, "nm_bone": 5},
    "joint": {"cr_joint": 17, "mr_joint": 10, "us_joint": 5, "ct_joint": 3, "nm_bone": 3},
    "breast": {"mammo": 20, "us_breast": 10, "mr_breast": 5, "nm_pet": 3},
    "pelvis": {"us_pelvis": 15, "us_obstetric": 12, "mr_pelvis": 8, "ct_abdomen": 3},
    "urology": {
        "ct_urology": 12,
        "us_urology": 11,
        "mr_prostate": 5,
        "nm_renal": 5,
        "fl_urology": 5,
    },
    "neck": {"us_thyroid": 17, "ct_neck": 12, "nm_thyroid": 6, "nm_pet": 3},
    "vessel": {"us_leg": 18, "us_carotid": 6, "ct_vessel": 14},
}


def _radiology(pool: str, weight: int) -> Genre:
    """A report of one examination."""
    technique = f"rad_{pool.split('_')[0]}_technique"
    titled = Part(technique, 0, 1, title=("TECHNIQUE: ", "Technique: ", "Protocol: ", ""))
    return Genre(
        weight,
        (
            Part("rad_head", 1, 1),
            Part(f"{pool}_name", 1, 1, title=("EXAMINATION: ", "Exam: ", "PROCEDURE: ", "")),
            Part(
                "rad_indication",
                1,
                1,
                title=("INDICATION: ", "Clinical details: ", "HISTORY: ", "Reason for exam: "),
            ),
            *((titled,) if technique in POOLS else ()),
            Part("rad_comparison", 0, 1, title=("COMPARISON: ", "Comparison: ")),
            Part(pool, 3, 7, title=("FINDINGS:\n", "Findings: ", "Report: ", ""), ordered=True),
            Part("rad_impression", 1, 2, "\n", title=("IMPRESSION:\n", "OPINION: ", "Summary: ")),
            Part("rad_told", 0, 1, "\n"),
            Part("rad_sign", 1, 1, "\n"),
            PRINTED,
        ),
    )


def _whole(weight: int, pool: str, *parts: Part) -> Genre:
    """A head, what is said, who wrote it, and what the printer adds."""
    head, sign = Part(f"{pool}_head", 1, 1, "\n"), Part(f"{pool}_sign", 1, 1, "\n")
    return Genre(weight, (head, *parts, sign, PRINTED))


def _genre(weight: int, pool: str, least: int, most: int, between: str = "\n") -> Genre:
    """Some lines of one pool in their order."""
    return _whole(weight, pool, Part(pool, least, most, between, ordered=True))


PAIRS = Genre(5, (Part("pair_head", 0, 1, "\n"), Part("pair", 4, 8, "\n")))
CAPTIONS = Genre(3, (Part("caption", 1, 4, "\n", ordered=True), Part("caption_sign", 0, 1, "\n")))
EVERYWHERE = (
    PAIRS,
    CAPTIONS,
    _genre(9, "letter", 7, 11, " "),
    _genre(5, "referral", 5, 9, " "),
    _genre(4, "consult", 6, 10),
    _genre(6, "round", 6, 10),
    _genre(7, "operation", 9, 14),
    _genre(6, "path", 5, 9),
    _genre(6, "nursing", 5, 9),
    _genre(4, "message", 3, 6),
)


def _asked(country: str) -> tuple[Genre, ...]:
    """What America has some lines more in than other countries."""
    american = country == "en_US"
    script = (Part("script_us", 0, 1, "\n"),) if american else ()
    number = (Part("desk_us", 3, 5, "\n"),) if american else ()
    return (
        _whole(
            9,
            "ed",
            Part("ed_history", 4, 7, "\n", ordered=True),
            Part("ed_crash", 0, 2, "\n"),
            Part("ed_exam", 2, 5, "\n", ordered=True),
            Part("ed_plan", 3, 5, "\n", ordered=True),
            *script,
        ),
        _whole(11, "discharge", Part("discharge", 8, 14, "\n", ordered=True), *script),
        _whole(6, "desk", Part("desk", 7, 12, "\n", ordered=True), *number),
    )


@cache
def genres(country: str, area: str) -> tuple[Genre, ...]:
    """What hospitals of the country write about the part of the body."""
    examined = (_radiology(pool, weight) for pool, weight in EXAMINED[area].items())
    return (*examined, *_asked(country), *EVERYWHERE)
