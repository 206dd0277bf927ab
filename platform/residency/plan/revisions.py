"""Revisions of our own code, a number for each kind of step.

Bump a kind's number when a change of code changes what the kind computes: steps of that kind
then run again instead of being taken from the cache. `SOURCES` says which modules decide; a
test compares their digest with the one in revisions.json and fails when they have changed
without anybody saying whether the results did. `python -m residency.plan.revisions` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from residency.plan.work import StepKind

REVISIONS: Mapping[StepKind, int] = {
    StepKind.INGEST: 1,
    StepKind.TOKENIZER: 1,
    StepKind.PACK: 1,
    StepKind.TRAIN: 1,
    StepKind.EVALUATE: 1,
    StepKind.GATE: 1,
    StepKind.REGISTER: 1,
}

DECIDING_LIBRARIES: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.INGEST: (
        "numpy",
        "pillow",
        "pydicom",
        "pydicom-data",
        "pylibjpeg",
        "pylibjpeg-libjpeg",
        "pylibjpeg-openjpeg",
        "pylibjpeg-rle",
    ),
    StepKind.TOKENIZER: ("tokenizers",),
    StepKind.PACK: ("numpy", "pillow", "tokenizers"),
    StepKind.TRAIN: ("deepspeed", "numpy", "torch", "transformers"),
    StepKind.EVALUATE: ("numpy", "pillow", "tokenizers", "torch", "transformers"),
    StepKind.GATE: (),
    StepKind.REGISTER: (),
}

SOURCES: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.INGEST: ("data/*.py", "data/sources/*.py", "adapters/ray/ingest.py"),
    StepKind.TOKENIZER: ("data/harmony.py", "data/tokenizer.py", "adapters/ray/tokenizer.py"),
    StepKind.PACK: (
        "data/harmony.py",
        "data/image.py",
        "data/mixture.py",
        "data/pack.py",
        "data/render.py",
        "data/shards.py",
        "adapters/ray/pack.py",
    ),
    StepKind.TRAIN: (
        "data/cursor.py",
        "model/*.py",
        "train/*.py",
        "adapters/deepspeed/*.py",
        "plan/deepspeed.py",
    ),
    StepKind.EVALUATE: (
        "data/harmony.py",
        "data/image.py",
        "data/render.py",
        "evaluate/*.py",
        "model/build.py",
        "model/pixels.py",
        "model/predict.py",
        "model/stream.py",
        "adapters/ray/evaluate.py",
        "adapters/ray/predict.py",
    ),
    StepKind.GATE: ("evaluate/gate.py", "evaluate/step.py"),
    StepKind.REGISTER: ("release/register.py",),
}

_ROOT = Path(__file__).parent.parent
SEALS = Path(__file__).with_name("revisions.json")


def source_digest(kind: StepKind) -> str:
    """SHA-256 over the modules that decide what a kind computes."""
    whole = hashlib.sha256()
    for pattern in SOURCES[kind]:
        for path in sorted(_ROOT.glob(pattern)):
            whole.update(str(path.relative_to(_ROOT)).encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()


def seals() -> dict[str, dict[str, int | str]]:
    """What revisions.json should hold now."""
    return {
        kind.value: {"revision": REVISIONS[kind], "sources": source_digest(kind)}
        for kind in StepKind
    }


if __name__ == "__main__":
    SEALS.write_text(json.dumps(seals(), indent=2) + "\n", encoding="utf-8")
