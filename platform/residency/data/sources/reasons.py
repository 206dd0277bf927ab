"""Why a file or a row did not become a record: the fixed set of sentences of all readers.

None of them holds a value: a row, a name or a file may name a patient.
"""

from __future__ import annotations

from typing import Final

FILE_MISSING: Final = "file is missing"
FILE_TOO_LARGE: Final = "file larger than the limit"
FILE_UNREADABLE: Final = "file cannot be read"
FILE_DAMAGED: Final = "file is damaged"
CUT_SHORT: Final = "file is cut short or damaged from here on"

NOT_DICOM: Final = "not a DICOM file"
HEADER_DAMAGED: Final = "header does not parse"
NO_PIXELS: Final = "no pixel data"
NO_DECODER: Final = "no decoder for the transfer syntax"
TOO_MANY_PIXELS: Final = "more pixels than the limit"
PIXELS_DAMAGED: Final = "pixels do not decode"

ROW_DAMAGED: Final = "row does not parse"
ROW_TOO_LARGE: Final = "row larger than the limit"
FIELD_MISSING: Final = "a field is missing or empty"
FIELD_WRONG: Final = "a field holds another kind of value"
ANSWER_UNKNOWN: Final = "the answer is not among the options"
OTHER_LANGUAGE: Final = "another language than the recipe's"
UNLABELLED: Final = "unlabelled split, not read"
TURNS_WRONG: Final = "the turns are not a conversation"
IMAGES_WRONG: Final = "images and image tokens do not match"
SECTION_MISSING: Final = "the report lacks a section"

NAME_OUTSIDE: Final = "a name leads out of the source"
IMAGE_MISSING: Final = "image is missing"
IMAGE_TOO_LARGE: Final = "image larger than the limit"
MEMBER_TOO_LARGE: Final = "archive member larger than the limit"
TOO_MANY_MEMBERS: Final = "more archive members in one sample than the limit"

ALL: Final = frozenset(
    value for name, value in globals().items() if name.isupper() and isinstance(value, str)
)


class Malformed(ValueError):
    """A row or file that is quarantined: `reason` is one of this module's sentences."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
