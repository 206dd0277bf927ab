"""What is equal to what, and nearly so: digests and hashes of pictures and of texts.

Digests say that two things are the same however they were stored; a perceptual hash says that
two pictures look alike after another encoding, another size or a slight change of brightness.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

import imagehash
import numpy as np
from PIL import Image

from residency.data.pixels import Picture

HASH_BITS = 64
FLAT = 4.0
"""Standard deviation in grey levels of 255 below which a picture has no hash.

The hash compares the signs of cosine coefficients; those of a picture without structure are
noise, and any two such pictures would be as near or as far as chance has it.
"""

_SIDE = 32  # the picture that the hash sees is 32 x 32, of which 8 x 8 coefficients are kept
_APART = re.compile(r"[\W_]+")  # \w is any letter or digit of any script


def image_digest(picture: Picture) -> str:
    """SHA-256 of a picture (uint8 [H, W, 3]): shape and pixels, whatever file held them."""
    canonical = np.ascontiguousarray(picture)
    head = f"{canonical.dtype.str}{canonical.shape}".encode()
    return hashlib.sha256(head + canonical.tobytes()).hexdigest()


def perceptual_hash(picture: Picture) -> int | None:
    """The 64-bit pHash of a picture (uint8 [H, W, 3]); None for a flat or nearly flat one.

    Bits are the signs of the 8 x 8 lowest cosine coefficients of the picture at 32 x 32 against
    their median (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash
    Functions", as imagehash has it). Turning or mirroring a picture gives another hash.
    """
    image = Image.fromarray(picture).convert("L")
    seen = np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float32)
    if float(seen.std()) < FLAT:
        return None
    return int(str(imagehash.phash(image)), 16)


def hamming(first: int, second: int) -> int:
    """In how many bits two hashes differ: 0 to 64."""
    return (first ^ second).bit_count()


def normal_text(text: str) -> str:
    """What a text says, without how it is set: for comparing, never for showing.

    Unicode NFKC, case folded; every run of punctuation and white space becomes one blank.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _APART.sub(" ", folded).strip()


def text_digest(text: str) -> str:
    """SHA-256 of the normal form of a text."""
    return hashlib.sha256(normal_text(text).encode()).hexdigest()
