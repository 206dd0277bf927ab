"""All checks, in the order in which they are printed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from residency.cli.checks.access import access_checks
from residency.cli.checks.check import Check
from residency.cli.checks.machine import machine_checks
from residency.cli.checks.python import python_checks
from residency.cli.checks.store import store_checks
from residency.ports import Store


def all_checks(home: Path, store: Store) -> Iterator[Check]:
    """Look at everything; nothing is changed and nothing heavy imported."""
    yield from python_checks()
    yield from machine_checks(home)
    yield from store_checks(store)
    yield from access_checks(home, os.environ)
