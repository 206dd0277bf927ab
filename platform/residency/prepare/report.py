"""What de-identification did to one dataset, put together from what its tasks counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from residency.data.deid.report import DeidentificationReport, MeterReading
from residency.data.deid.table import EDITION
from residency.data.tally import in_order
from residency.prepare.boundary import not_checked
from residency.prepare.meter import readings
from residency.prepare.meter_copies import PIXELS, TAGS, TEXT
from residency.prepare.tools import Rules, rules_of
from residency.spec.dataset import Dataset

PROFILE = f"DICOM PS3.15 Basic Application Level Confidentiality Profile, edition {EDITION}"


def make_report(
    dataset: Dataset, key_id: str, facts: Mapping[str, int], quarantined: Mapping[str, int]
) -> DeidentificationReport:
    """`facts`: counts of `group/word`, as the tallies of the units hold them."""
    rules = rules_of(dataset)
    scrubber, detector = (", ".join(group(facts, name)) for name in ("scrubber", "detector"))
    return DeidentificationReport(
        dataset=dataset.reference,
        declared=rules.declared,
        reached=rules.reached,
        attestation=dataset.attestation or "",
        key_id=key_id,
        profile=PROFILE,
        scrubber=scrubber,
        detector=detector,
        identifiers=group(facts, "identifier"),
        pixels=group(facts, "pixels"),
        quarantined=in_order(quarantined),
        recall=_recall(facts),
        done=tuple(_done(group(facts, "format"), scrubber, detector)),
        not_checked=(*not_checked(rules), *_unmeasured(rules, facts)),
    )


def _unmeasured(rules: Rules, facts: Mapping[str, int]) -> Iterator[str]:
    """Channels that were searched, and of which the recall meter can say nothing."""
    measured = readings(facts)
    has_headers = any(name.startswith("DICOM") for name in group(facts, "format"))
    searched = {TAGS: has_headers, TEXT: rules.searches, PIXELS: rules.searches_pixels}
    for channel, was_searched in searched.items():
        if was_searched and channel not in measured:
            yield f"recall in {channel}: no copy could be given an invented identity"


def _recall(facts: Mapping[str, int]) -> dict[str, MeterReading]:
    return {
        channel: MeterReading(
            planted=one.planted,
            removed=one.removed,
            quarantined=one.quarantined,
            survived=one.survived,
        )
        for channel, one in readings(facts).items()
    }


def group(facts: Mapping[str, int], name: str) -> dict[str, int]:
    """Counts of one group, by word."""
    start = f"{name}/"
    return in_order(
        {fact.removeprefix(start): n for fact, n in facts.items() if fact.startswith(start)}
    )


def _done(formats: Iterable[str], scrubber: str, detector: str) -> Iterator[str]:
    if any(name.startswith("DICOM") for name in formats):
        yield f"Headers cleaned by {PROFILE}; attributes read from the cleaned header."
    yield "Patients, studies and file names replaced by keyed pseudonyms (HMAC-SHA256)."
    if any(name != "text" for name in formats):
        yield "Pictures decoded and encoded anew, without metadata."
    if scrubber:
        yield f"Text searched by {scrubber}, with each study's own values denied."
    if detector:
        yield f"Pixels searched for text by {detector}; what was found, redacted."
