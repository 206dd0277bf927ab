"""The typed boundary between data that names a patient and data that does not.

`Raw` goes in, `Deidentified` comes out, and nothing else of this package accepts a `Raw`.
No value of the header is copied: attributes are words of closed vocabularies, identifiers are
keyed pseudonyms. Pixels pass by an allow-list only. TEXT BURNED INTO PIXELS IS NOT LOOKED FOR:
text detection does not exist yet, so what the allow-list does not name is quarantined.
"""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.header import header_attributes, text_value
from residency.data.outline import Outline, make_thumbnail
from residency.data.pixels import Pixels
from residency.data.pseudonym import TenantKey
from residency.data.raw import Quarantined, Raw

NOT_CHECKED = (
    "text burned into pixels (text detection does not exist yet; pixels pass by an allow-list)",
    "faces that could be rebuilt from head CT or MR",
)
"""What de-identification does not look at; copied to the data card."""

USUALLY_FREE_OF_TEXT = frozenset({"CT", "MR", "CR", "DX", "MG", "NM", "PT"})


SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""SOP classes that begin so hold screens and reports, such as dose sheets of a CT."""


@dataclass(frozen=True, slots=True)
class PixelAllowList:
    """Whose pixels may pass: modalities that burn in no text, and files a person looked at."""

    modalities: frozenset[str] = USUALLY_FREE_OF_TEXT
    reviewed_sha256: frozenset[str] = frozenset()

    def refusal(self, raw: Raw) -> str | None:
        """Why the pixels may not pass, or None."""
        if raw.sha256 in self.reviewed_sha256:
            return None
        if f"{text_value(raw.header, 'SOPClassUID')}.".startswith(f"{SECONDARY_CAPTURE}."):
            return "secondary capture"
        burned_in = text_value(raw.header, "BurnedInAnnotation").upper()
        modality = text_value(raw.header, "Modality").upper()
        if burned_in not in ("", "NO"):
            return "burned-in annotation"
        return None if modality in self.modalities else "modality"


@dataclass(frozen=True, slots=True)
class Deidentified:
    """One decoded file without identity. The only type that the rest of data/ works on."""

    outline: Outline
    pixels: Pixels


def deidentify(raw: Raw, key: TenantKey, allowed: PixelAllowList) -> Deidentified | Quarantined:
    """Take identity out of one record, or quarantine it when its pixels may not pass."""
    refusal = allowed.refusal(raw)
    if refusal is not None:
        return Quarantined(raw.file, "pixels not on the allow-list", refusal)
    outline = Outline(
        source_key=key.pseudonym("file", raw.file),
        patient=key.pseudonym("patient", text_value(raw.header, "PatientID")),
        study=key.pseudonym("study", text_value(raw.header, "StudyInstanceUID")),
        content=raw.pixels.digest(),
        attributes=header_attributes(raw.header, raw.pixels),
        shorter_side=raw.pixels.shorter_side,
        thumbnail=make_thumbnail(raw.pixels),
    )
    return Deidentified(outline, raw.pixels)
