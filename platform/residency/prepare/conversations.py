"""One conversation without identity: its words, its pictures, what is said about it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from residency.data.deid.identity import identifying_ids
from residency.data.deidentified import DeidentifiedSample
from residency.data.likeness import normal_text
from residency.data.outline import SampleOutline
from residency.data.raw import Quarantined, RawSample
from residency.prepare import words
from residency.prepare.burned_in import Refused
from residency.prepare.gallery import Cleaned, Gallery
from residency.prepare.pictures import Unusable
from residency.prepare.scrub import Scrubbed, scrub
from residency.prepare.tools import Tools

_OFFICIAL = {
    "train": "train", "training": "train", "test": "test", "testing": "test",
    "validate": "validate", "validation": "validate", "valid": "validate", "val": "validate",
    "dev": "validate",
}  # fmt: skip


def deidentify_conversation(raw: RawSample, gallery: Gallery) -> DeidentifiedSample | Quarantined:
    """Clean the pictures, then the words; quarantined where either cannot be done."""
    if sum(turn.images for turn in raw.turns) != len(raw.images):
        return Quarantined(raw.key, "turns and images do not match")
    try:
        own = identifying_ids((raw.patient, raw.study))
        seen, denied = gallery.clean(raw.images, own)
    except (Unusable, Refused) as error:
        return Quarantined(raw.key, error.reason, error.detail)
    tools = gallery.tools
    texts = (*(turn.text for turn in raw.turns), raw.answer, *raw.alternatives)
    searched = tools.rules.searches
    told = scrub(texts, denied, tools.finders.scrubber) if searched else Scrubbed(texts)
    return _record(raw, seen, told, tools)


def _record(
    raw: RawSample, seen: Sequence[Cleaned], told: Scrubbed, tools: Tools
) -> DeidentifiedSample:
    said, (answer, *alternatives) = told.texts[: len(raw.turns)], told.texts[len(raw.turns) :]
    turns = tuple(replace(turn, text=text) for turn, text in zip(raw.turns, said, strict=True))
    kind = words.known_kind if tools.rules.searches else words.short_kind
    facts = [fact for one in seen for fact in one.facts] or ["format/text"]
    if tools.rules.searches:
        facts.append(f"scrubber/{tools.finders.scrubber.name}")
    return DeidentifiedSample(
        outline=_outline(raw, seen, said, tools),
        state=tools.rules.reached,
        kind=kind(raw.kind),
        turns=turns,
        answer=answer,
        alternatives=tuple(alternatives),
        images=tuple(one.content for one in seen),
        facts=(*facts, *(f"identifier/{name}" for name in told.found)),
        sha256=tools.key.pseudonym("source", _digest(raw)),
    )


def _outline(
    raw: RawSample, seen: Sequence[Cleaned], said: Sequence[str], tools: Tools
) -> SampleOutline:
    digests = tuple(one.digest for one in seen)
    text = normal_text("\n".join(said))
    attributes = words.known_words if tools.rules.searches else words.short_words
    return SampleOutline(
        source_key=tools.key.pseudonym("file", raw.key),
        patient=tools.person("patient", raw.patient),
        study=tools.person("study", raw.study),
        official=_OFFICIAL.get(raw.split.strip().lower(), ""),
        answer_type=raw.answer_type,
        content=hashlib.sha256("\0".join((text, *digests)).encode()).hexdigest(),
        pictures=digests,
        hashes=tuple(one.hash for one in seen),
        sides=tuple(one.side for one in seen),
        characters=sum(map(len, said)),
        attributes=attributes(raw.attributes),
    )


def _digest(raw: RawSample) -> str:
    """SHA-256 of what the source holds of the record: its words, then its files."""
    total = hashlib.sha256(repr((raw.turns, raw.answer, raw.alternatives)).encode())
    for content in raw.images:
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()
