"""Values of a row, by name and kind: what is absent or of another kind makes the row malformed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from residency.data.sources.reasons import FIELD_MISSING, FIELD_WRONG, Malformed

Row: TypeAlias = Mapping[str, object]


def text(row: Row, *names: str) -> str:
    """The first of the named fields that holds text, stripped.

    Numbers are written out: sets hold answers such as 4. Malformed where none holds any.
    """
    found = optional(row, *names)
    if not found:
        raise Malformed(FIELD_MISSING)
    return found


def optional(row: Row, *names: str) -> str:
    """As `text`, but empty where none of the fields holds any."""
    for name in names:
        value = row.get(name)
        if value is not None and value != "":
            found = _written(value)
            if found:
                return found
    return ""


def items(row: Row, name: str) -> Sequence[object]:
    """A field that holds a list; empty where it is absent."""
    value = row.get(name)
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return value
    raise Malformed(FIELD_WRONG, type(value).__name__)


def mapping(value: object) -> Row:
    """A value that is a row itself."""
    if isinstance(value, Mapping):
        return value
    raise Malformed(FIELD_WRONG, type(value).__name__)


def attributes(row: Row, **names: str) -> dict[str, str]:
    """Attributes of a sample from fields of its row; those without text are left out."""
    found = {name: optional(row, field).lower() for name, field in names.items()}
    return {name: value for name, value in found.items() if value}


def word(row: Row, name: str, otherwise: str) -> str:
    """The first word of a field's list as a plain lower-case word, fit for a metric's name."""
    first = optional(row, name).lower().split(",")[0]
    return re.sub(r"[^a-z0-9]+", "-", first).strip("-") or otherwise


def encodable(value: str) -> str:
    """The text, if UTF-8 can hold it: JSON may escape half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Malformed(FIELD_WRONG, type(error).__name__) from None
    return value


def _written(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Malformed(FIELD_WRONG, type(value).__name__)
    return encodable(str(value).strip())
