"""The store, where it is reached over a network."""

from __future__ import annotations

from collections.abc import Iterator

from residency.cli.checks.check import Check, State
from residency.errors import EnvironmentProblem
from residency.ports import RemoteStore, Store


def store_checks(store: Store) -> Iterator[Check]:
    """One check of a remote store; none of a folder, which is looked at as the home."""
    if not isinstance(store, RemoteStore):
        return
    try:
        store.check()
    except EnvironmentProblem as problem:
        yield Check("store", State.WRONG, problem.message, problem.remedy)
    else:
        yield Check("store", State.OK, f"{store.url}: lists, writes, honours conditions on writes")
