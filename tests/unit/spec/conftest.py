"""A small pipeline to write variants of."""

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
apiVersion: residency.dev/v1alpha1
kind: Pipeline
metadata: {name: small}
spec:
  datasets:
    - name: pictures
      version: "1"
      licence: MIT
      source: {dicom: {paths: [data]}}
  model:
    text: {architecture: gpt-oss}
    vision: {}
  curriculum:
    - name: align
      train: [projector]
      optimizer: {lr: 1.0e-3, globalBatch: 2, steps: 3}
      sequence: {length: 32}
      mixture: [{dataset: pictures}]
    - name: instruct
      train: ["*"]
      optimizer: {lr: 1.0e-4, globalBatch: 2, steps: 3}
      sequence: {length: 32}
      mixture: [{dataset: pictures}]
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write SMALL, or another text, with replacements; returns the file's path."""

    def build(*changes: tuple[str, str], text: str = SMALL, name: str = "small.yaml") -> Path:
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return build
