"""Python, the pinned packages, and which build of torch is installed. Nothing is imported."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from residency.cli.checks.check import Check, State, graded

OLDEST = (3, 11)
_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^;\s]+)$")
_CUDA = re.compile(r"^cuda\b[^=]*=\s*'([^']+)'", re.MULTILINE)
_SHOWN = 3  # packages named in one line


def python_checks() -> Iterator[Check]:
    """Three checks."""
    here = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST))
    yield graded(
        "python",
        f"{here} at {sys.executable}",
        good=sys.version_info >= OLDEST,
        remedy=f"Python {wanted} or newer is needed: make PYTHON=python{wanted} install",
    )
    yield _packages()
    yield _torch()


def _packages() -> Check:
    try:
        pins = list(_pins(metadata.requires("residency") or ()))
    except metadata.PackageNotFoundError:
        return Check(
            "packages",
            State.WARNING,
            "Residency runs from its source, so its pins cannot be compared",
            "Install it: make install",
        )
    wrong = [
        f"{name} {_installed(name) or 'missing'}, not {version}"
        for name, version in pins
        if _release(_installed(name)) != version
    ]
    more = f", and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    return graded(
        "packages",
        "; ".join(wrong[:_SHOWN]) + more if wrong else f"all {len(pins)} pins match",
        good=not wrong,
        remedy="Install what is pinned: make install",
    )


def _pins(requirements: list[str] | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for requirement in requirements:
        pin = _PIN.match(requirement)
        if pin:  # what an extra asks for has a marker, and does not match
            yield pin[1], pin[2]


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _release(version: str) -> str:
    """Without the build: 2.13.0 of 2.13.0+cpu."""
    return version.partition("+")[0]


def _torch() -> Check:
    version = _installed("torch")
    if not version:
        return Check("torch", State.WRONG, "not installed", "Install it: make install")
    cuda = _cuda_of_torch()
    build = f"{version}, built for CUDA {cuda}" if cuda else f"{version}, a CPU build"
    gpu = any(Path("/dev").glob("nvidia[0-9]*"))
    if gpu and not cuda:
        return Check(
            "torch",
            State.WARNING,
            f"{build}, and this machine has a GPU",
            "Install a CUDA build: make clean, then make install with TORCH_INDEX for CUDA",
        )
    return Check("torch", State.OK, f"{build}, and a GPU is there" if gpu else build)


def _cuda_of_torch() -> str:
    """The CUDA version that torch says it was built for, read from its version file."""
    spec = find_spec("torch")  # finds, and imports nothing
    if spec is None or spec.origin is None:
        return ""
    file = Path(spec.origin).with_name("version.py")
    if not file.is_file():
        return ""
    found = _CUDA.search(file.read_text(encoding="utf-8"))
    return found[1] if found else ""
