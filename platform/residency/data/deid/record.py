"""What a de-identified object says about its own de-identification (PS3.15 E.1.1, step 6)."""

from __future__ import annotations

from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

import residency
from residency.data.deid.table import EDITION

METHOD = (
    f"Residency {residency.__version__}",
    f"DICOM PS3.15 Basic Profile, edition {EDITION}",
    "Dates moved by a keyed number of days",
    "UIDs and patient ids replaced by keyed HMAC-SHA256",
    "Patient's age capped at 90; no other patient characteristic",
)
"""De-identification Method (0012,0063), at most 64 characters each."""

_MEANINGS = {  # PS3.16 CID 7050
    "113100": "Basic Application Confidentiality Profile",
    "113101": "Clean Pixel Data Option",
    "113105": "Clean Descriptors Option",
    "113107": "Retain Longitudinal Temporal Information Modified Dates Option",
    "113108": "Retain Patient Characteristics Option",
}


@dataclass(frozen=True, slots=True)
class Done:
    """Which options beside the basic profile and modified dates were applied."""

    pixels_cleaned: bool
    text_cleaned: bool

    def method_codes(self, *, age_kept: bool) -> tuple[str, ...]:
        """The codes of PS3.16 CID 7050, in their order."""
        options = {
            "113100": True,
            "113101": self.pixels_cleaned,
            "113105": self.text_cleaned,
            "113107": True,
            "113108": age_kept,
        }
        return tuple(code for code, applies in options.items() if applies)


def record(dataset: Dataset, done: Done) -> None:
    """Write (0012,0062), (0012,0063), (0012,0064) and (0028,0303) into a cleaned dataset.

    An age that stayed is told by 113108, although no other characteristic does. Pixels that were
    cleaned hold no burned-in annotation, so (0028,0301) then says NO.
    """
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = list(METHOD)
    dataset.DeidentificationMethodCodeSequence = Sequence(
        _code(code) for code in done.method_codes(age_kept=bool(dataset.get("PatientAge")))
    )
    dataset.LongitudinalTemporalInformationModified = "MODIFIED"
    if done.pixels_cleaned:
        dataset.BurnedInAnnotation = "NO"


def _code(code: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = code, "DCM"
    item.CodeMeaning = _MEANINGS[code]
    return item
