"""Names and values as MLflow takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

# Tags of ours. MLflow's own start with "mlflow.".
KEY = "residency.key"  # idempotence: the run that belongs to a step's key
OUTCOME = "residency.outcome"
DIGEST = "residency.digest"
URI = "residency.uri"
CHANGED = "residency.changed."  # a parameter that another attempt gave another value

# Limits of MLflow 3.17 for one request (mlflow/utils/validation.py).
METRICS_A_REQUEST = 1000
PARAMS_A_REQUEST = 100
NAME_LENGTH = 250
VALUE_LENGTH = 6000
DIGEST_LENGTH = 36

T = TypeVar("T")


def valid(name: str) -> str:
    """The name with every character that MLflow refuses in a key turned into a dot."""
    return re.sub(r"[^\w\-. /:]", ".", name, flags=re.ASCII)[:NAME_LENGTH]


def file_name(name: str) -> str:
    """The name as one part of a path."""
    return re.sub(r"[^\w\-.]", "-", name, flags=re.ASCII).lstrip(".") or "unnamed"


def cut(value: str) -> str:
    """The value, as long as MLflow allows."""
    return value if len(value) <= VALUE_LENGTH else f"{value[: VALUE_LENGTH - 1]}…"


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, at most `size` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))
