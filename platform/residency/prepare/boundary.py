"""The typed boundary between data that names a patient and data that does not.

`Raw` and `RawSample` go in, `Deidentified` and `DeidentifiedSample` come out, and nothing after
the boundary accepts a raw one. What cannot be found clean is quarantined.

- Headers are cleaned first, whatever the set's declared state, and attributes are read from the
  cleaned header alone: words of closed vocabularies. Patients, studies and files become keyed
  pseudonyms.
- Of a `raw` set text is searched, with the study's own values as a deny-list, and pixels are.
- Of a `deidentified` or `attested` one text and pixels are not searched: a person answers for
  them, and the data card says so. Its pictures are encoded anew, without metadata.
"""

from __future__ import annotations

from typing import overload

from residency.data.deidentified import Deidentified, DeidentifiedSample
from residency.data.raw import Quarantined, Raw, RawSample
from residency.prepare.conversations import deidentify_conversation
from residency.prepare.files import deidentify_file
from residency.prepare.gallery import Gallery
from residency.prepare.tools import Rules, Tools


@overload
def deidentify(
    raw: Raw, tools: Tools, gallery: Gallery | None = None
) -> Deidentified | Quarantined: ...


@overload
def deidentify(
    raw: RawSample, tools: Tools, gallery: Gallery | None = None
) -> DeidentifiedSample | Quarantined: ...


def deidentify(
    raw: Raw | RawSample, tools: Tools, gallery: Gallery | None = None
) -> Deidentified | DeidentifiedSample | Quarantined:
    """Take identity out of one record, or quarantine it where that cannot be done.

    `gallery`: of the same tools, where pictures come again in several records.
    """
    if isinstance(raw, Raw):
        return deidentify_file(raw, tools)
    return deidentify_conversation(raw, gallery or Gallery(tools))


def not_checked(rules: Rules) -> tuple[str, ...]:
    """What de-identification does not look at, for the data card."""
    faces = ("faces that could be rebuilt from head CT or MR",)
    missed = ("identifiers that the search of text misses (measured on invented notes only)",)
    if not rules.searches:
        answered = f"(declared {rules.declared.value}: a person answers for it)"
        return (f"text {answered}", f"text burned into pixels {answered}", *faces)
    if not rules.policy.search:
        off = "text burned into pixels (pixels.search is off: pixels pass by modality or review)"
        return (off, *missed, *faces)
    return (*missed, *faces)
