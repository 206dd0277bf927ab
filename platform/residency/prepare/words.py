"""Attributes of a conversation that may leave ingest: short words, nothing that was typed in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from residency.data.header import BODY_PARTS, MODALITIES, VIEWS

OTHER = "other"
"""The kind of a question that a raw set names in words of its own."""

_SHORT = re.compile(r"[A-Za-z0-9 ._-]{1,40}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SPOKEN = {"x-ray", "xray", "mri", "ultrasound", "radiograph", "pathology", "pet", "fluoroscopy"}
_ORGANS = {"lung", "bladder", "eye", "gallbladder", "rectum", "colon", "uterus", "prostate"}
_SIDES = {"left", "right", "bilateral"}


def _lower(*groups: frozenset[str] | set[str]) -> frozenset[str]:
    return frozenset(word.lower() for group in groups for word in group)


# Of a raw set a value passes only if it is one of these words; anything else may be a name.
_VOCABULARIES: Mapping[str, frozenset[str]] = {
    "modality": _lower(MODALITIES, _SPOKEN),
    "body_part": _lower(BODY_PARTS, _ORGANS),
    "organ": _lower(BODY_PARTS, _ORGANS),
    "view": _lower(VIEWS, {"lateral", "frontal", "lat"}),
    "plane": _lower({"axial", "coronal", "sagittal", "oblique", "frontal"}),
    "laterality": _lower(_SIDES),
    "language": _lower({"en", "zh", "de", "fr", "es", "it", "pt", "nl"}),
    "colour": _lower({"grey", "colour"}),
}
_KINDS = _lower({
    "open", "closed", "caption", "report", "findings", "impression", "modality", "plane", "organ",
    "abnormality", "position", "size", "color", "colour", "count", "presence", "yes/no",
    "abn", "pres", "pos", "attrib", "counting", "choice", "text", "conversation", "description",
    "progression", "image", "pair",
})  # fmt: skip


def short_words(attributes: Mapping[str, str]) -> dict[str, str]:
    """Of a set that a person declared: values of at most 40 plain characters."""
    return {
        name: value.strip()
        for name, value in sorted(attributes.items())
        if _NAME.fullmatch(name) and _SHORT.fullmatch(value.strip())
    }


def known_words(attributes: Mapping[str, str]) -> dict[str, str]:
    """Of a raw set: words of closed vocabularies, in lower case."""
    return {
        name: word
        for name, value in sorted(attributes.items())
        if (word := value.strip().lower()) in _VOCABULARIES.get(name, ())
    }


def short_kind(kind: str) -> str:
    """A declared set's kind of question, where it is a short word."""
    return kind.strip() if re.fullmatch(r"[A-Za-z0-9 ._/-]{1,40}", kind.strip()) else OTHER


def known_kind(kind: str) -> str:
    """A raw set's kind of question: a word that we know, in lower case, or OTHER."""
    word = kind.strip().lower()
    return word if word in _KINDS else OTHER
