"""Ports that are taken, secrets that others may read, addresses that the shell sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from residency.cli.checks.check import Check, State, graded
from residency.cli.ports import is_free

PORTS = {8000: "residency serve", 5000: "residency ui"}
SECRET_FOLDERS = ("keys", "ray", "serve")
_OTHERS = 0o077


def access_checks(home: Path, environment: Mapping[str, str]) -> Iterator[Check]:
    """Three checks."""
    yield _ports()
    yield _modes(home)
    yield _addresses(environment)


def _ports() -> Check:
    taken = [port for port in PORTS if not is_free(port)]
    return graded(
        "ports",
        f"taken: {', '.join(map(str, taken))}" if taken else f"{', '.join(map(str, PORTS))} free",
        good=not taken,
        remedy="; ".join(f"{PORTS[port]} --port N" for port in taken),
        bad=State.WARNING,
    )


def _modes(home: Path) -> Check:
    secrets = [
        path
        for folder in SECRET_FOLDERS
        for path in sorted((home / folder).rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    open_ones = [str(path) for path in secrets if path.stat().st_mode & _OTHERS]
    return graded(
        "secrets",
        f"others may read {', '.join(open_ones)}"
        if open_ones
        else f"{len(secrets)} files, readable by you alone",
        good=not open_ones,
        remedy=f"chmod 600 {' '.join(open_ones)}",
    )


def _addresses(environment: Mapping[str, str]) -> Check:
    unused = ["RAY_ADDRESS"]
    if not environment.get("RESIDENCY_HOME", "").startswith("s3://"):
        unused.append("MLFLOW_TRACKING_URI")  # a home on S3 tracks there
    names = [name for name in unused if environment.get(name)]
    return graded(
        "environment",
        f"{' and '.join(names)} set" if names else f"no {', no '.join(unused)}",
        good=not names,
        remedy="They are not used: a run starts its own, private Ray and MLflow. Unset them to "
        "be sure of what you look at.",
        bad=State.WARNING,
    )
