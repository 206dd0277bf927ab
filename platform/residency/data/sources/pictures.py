"""Encoded images as rows hold them: bytes, a name, or both (the image feature of `datasets`)."""

from __future__ import annotations

from collections.abc import Mapping

from residency.data.sources.place import MAX_IMAGE_BYTES, Place
from residency.data.sources.reasons import FIELD_WRONG, IMAGE_MISSING, IMAGE_TOO_LARGE, Malformed


def picture(value: object, place: Place) -> bytes:
    """The encoded image. Malformed where there is none, or it is too large."""
    if isinstance(value, Mapping):
        content, name = value.get("bytes"), value.get("path")
        value = content if content is not None else name
    if isinstance(value, str) and value:
        return place.image(value)
    if value is None or value == "":
        raise Malformed(IMAGE_MISSING)
    if not isinstance(value, bytes):
        raise Malformed(FIELD_WRONG, type(value).__name__)
    if len(value) > MAX_IMAGE_BYTES:
        raise Malformed(IMAGE_TOO_LARGE, f"{MAX_IMAGE_BYTES} bytes")
    return value
