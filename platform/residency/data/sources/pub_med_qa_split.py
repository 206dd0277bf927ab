"""The test ids of PubMedQA, which lie beside its questions as the answers of the test set."""

from __future__ import annotations

import json
from typing import Final

from residency.data.sources.folder import FileTooLarge, SourceFolder
from residency.data.sources.tables.json_object import OBJECT_LIMIT
from residency.errors import DataError

TEST_IDS: Final = "test_ground_truth.json"


def test_ids(folder: SourceFolder, name: str) -> frozenset[str] | None:
    """The ids in the file; None where it is not there."""
    try:
        return frozenset(json.loads(folder.read(name, OBJECT_LIMIT)))
    except FileNotFoundError:
        return None
    except (FileTooLarge, ValueError, TypeError) as error:
        raise DataError(
            f"{folder.location}: {TEST_IDS} is no JSON object by id ({type(error).__name__}).",
            "Put the file of the published set there, or take it away.",
        ) from None
