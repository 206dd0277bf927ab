"""Images in requests: bytes in a data URI, never an address; limits before anything is decoded."""

from __future__ import annotations

import base64
import binascii

from residency.data.image import decode_image
from residency.errors import DataError
from residency.serve.refusal import bad_request, too_large
from residency.spec.training import Serving

_TYPES = ("image/png", "image/jpeg")
_CODE = "invalid_image"


def parse_data_uri(url: str, limits: Serving) -> bytes:
    """The bytes of a `data:image/png;base64,...` (or jpeg) URI that decode within the limits.

    Raises:
        Refused: 400 for another address or type, a damaged image or too many pixels; 413 for
            too many bytes.
    """
    head, comma, body = url.partition(",")
    if not head.lower().startswith("data:") or not comma:
        raise bad_request(
            "An image is given as a data URI (data:image/png;base64,...): "
            "this server opens no addresses.",
            param="messages",
            code="invalid_image_url",
        )
    media, *options = head[len("data:") :].lower().split(";")
    if media not in _TYPES or options != ["base64"]:
        raise bad_request(
            f"An image is one of {', '.join(_TYPES)}, in base64.", param="messages", code=_CODE
        )
    _check_size(len(body) * 3 // 4, limits.max_image_bytes)
    content = _decode_base64(body)
    _check_decodes(content, limits)
    return content


def _check_size(size: int, limit: int) -> None:
    # Base64 pads to three bytes: what the text promises may be two more than what it holds.
    if size > limit + 2:
        raise too_large(f"An image has about {size} bytes; the limit is {limit}.")


def _decode_base64(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_request("An image's base64 is damaged.", param="messages", code=_CODE) from error


def _check_decodes(content: bytes, limits: Serving) -> None:
    try:
        decode_image(content, max_bytes=limits.max_image_bytes, max_pixels=limits.max_image_pixels)
    except DataError as error:
        raise bad_request(
            f"{error.message} {error.remedy}", param="messages", code=_CODE
        ) from error
