"""Keyed pseudonyms: the same in every process and run, different between tenants."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from residency.errors import DataError

MIN_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class TenantKey:
    """A tenant's HMAC key and its public id. The secret never shows in a repr or a log."""

    key_id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < MIN_KEY_BYTES:
            raise DataError(
                f"The tenant key {self.key_id!r} has {len(self.secret)} bytes; "
                f"pseudonyms need at least {MIN_KEY_BYTES}.",
                "Create a new key file of 32 random bytes.",
            )

    def pseudonym(self, domain: str, value: str) -> str:
        """HMAC-SHA256 of `value` in `domain` as 32 hex digits; empty for an empty value."""
        cleaned = value.strip()
        if not cleaned:
            return ""
        # A file's name may hold bytes that are no UTF-8: Python gives them as lone surrogates.
        message = f"{domain}\0{cleaned}".encode(errors="surrogatepass")
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:32]

    def number(self, domain: str, value: str) -> int:
        """HMAC-SHA256 of `value` in `domain`, its first 128 bits as a number."""
        message = f"number\0{domain}\0{value}".encode(errors="surrogatepass")
        return int.from_bytes(hmac.new(self.secret, message, hashlib.sha256).digest()[:16])
