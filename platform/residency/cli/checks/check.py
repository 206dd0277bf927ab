"""One finding of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"  # works, but not as well as it could
    WRONG = "wrong"  # something will fail


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, what was found, and what to do where it is not ok."""

    name: str
    state: State
    found: str
    remedy: str = ""


def graded(name: str, found: str, *, good: bool, remedy: str, bad: State = State.WRONG) -> Check:
    """Ok where `good`, else `bad` with the remedy."""
    return Check(name, State.OK, found) if good else Check(name, bad, found, remedy)
