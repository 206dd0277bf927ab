"""Who acts."""

from __future__ import annotations

from typing import Protocol

from residency.plan.record import Submitter


class Identity(Protocol):
    """Who is acting."""

    def current(self) -> Submitter:
        """The person at the keyboard, or the account of the job."""
