"""The de-identification report of a dataset: what was declared, done, found, and not checked."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from residency.spec.dataset import State


class MeterReading(BaseModel):
    """What became of invented identities in one channel: tags, text or pixels."""

    model_config = ConfigDict(frozen=True)

    planted: int
    removed: int
    quarantined: int  # with the record that carried them
    survived: int


class DeidentificationReport(BaseModel):
    """It counts what was found by class, and never says what it was."""

    model_config = ConfigDict(frozen=True)

    dataset: str  # name@version
    declared: State  # by a person, before ingest
    reached: State
    attestation: str = ""
    key_id: str  # of the tenant's key; pseudonyms follow from it
    profile: str  # of the headers, with its edition
    scrubber: str  # name and version; empty where text was not searched
    detector: str  # name and version; empty where pixels were not searched
    identifiers: Mapping[str, int]  # taken out of text, by class
    pixels: Mapping[str, int]  # pictures by what was done: clean, redacted, reviewed, ...
    quarantined: Mapping[str, int]  # records by reason
    recall: Mapping[str, MeterReading]  # by channel; without those that nothing was planted in
    done: tuple[str, ...]
    not_checked: tuple[str, ...]

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, two spaces, a final newline."""
        return json.dumps(self.model_dump(mode="json"), indent=2, sort_keys=True) + "\n"
