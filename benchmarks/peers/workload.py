"""What is prepared: samples of one picture and one report each, equal in every run.

Pictures are scans of pydicom, scaled to sides between 336 and 512 px, with noise, as PNG.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmread
from pydicom.data import get_testdata_file

from benchmarks.near_texts.reports import reports
from benchmarks.peers.inputs import FILES, Inputs
from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, row_of
from residency.data.image import encode_png
from residency.data.pixels import Picture
from residency.data.sample import DataState, Sample, Turn, sample_id
from residency.data.tokenizer import save_tokenizer, train_tokenizer

SCANS: Final = ("CT_small.dcm", "MR_small.dcm", "examples_overlay.dcm", "693_J2KR.dcm")
QUESTION = "Describe the picture."
SENTENCES = 3


def write_inputs(inputs: Inputs, count: int) -> None:
    """Samples in both forms, and a tokenizer trained on their texts."""
    (inputs.samples / "train").mkdir(parents=True)
    samples = [_sample(number) for number in range(count)]
    texts = [turn.text for sample in samples for turn in sample.turns]
    save_tokenizer(train_tokenizer(["user", "assistant", *texts], 1024), inputs.tokenizer)
    for number in range(FILES):
        own = samples[number::FILES]
        rows = pa.Table.from_pylist([row_of(one) for one in own], schema=SAMPLES_SCHEMA)
        path = inputs.samples / "train" / f"part-{number:05d}.parquet"
        pa.parquet.write_table(rows, path, compression="none")
        _write_archive(inputs.folder / f"part-{number:05d}.tar", own)


def _sample(number: int) -> Sample:
    (report,) = reports(number, 1)
    text = ". ".join(report.split(". ")[:SENTENCES])
    turns = (Turn("user", QUESTION, 1), Turn("assistant", text))
    return Sample(
        sample_id=sample_id("scans@1", str(number)),
        dataset="scans@1",
        source_key=str(number),
        patient="p",
        split="train",
        state=DataState.DEIDENTIFIED,
        kind="caption",
        answer_type="open",
        answer=text,
        turns=turns,
        images=(encode_png(picture(number)),),
    )


def picture(number: int) -> Picture:
    """One picture: uint8 [H, W, 3], both sides between 336 and 512."""
    random = np.random.default_rng(number)
    width, height = (int(side) for side in random.integers(336, 513, 2))
    grey = Image.fromarray(_scan(SCANS[number % len(SCANS)])).resize((width, height))
    noisy = np.asarray(grey, np.float32)[..., None] + random.normal(0, 6, (height, width, 3))
    return np.clip(noisy, 0, 255).astype(np.uint8)


@cache
def _scan(name: str) -> NDArray[np.uint8]:
    path = get_testdata_file(name, read=False, download=False)
    if not isinstance(path, str):
        raise FileNotFoundError(f"pydicom's test file {name} is not installed")
    values = np.asarray(dcmread(path).pixel_array, np.float32)
    low, high = float(values.min()), float(values.max())
    return ((values - low) / (high - low) * 255).astype(np.uint8)


def _write_archive(path: Path, samples: Sequence[Sample]) -> None:
    with tarfile.open(path, "w") as archive:
        for name, content in _members(samples):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def _members(samples: Sequence[Sample]) -> Iterator[tuple[str, bytes]]:
    for sample in samples:
        yield f"{sample.sample_id}.png", sample.images[0]
        turns = json.dumps([asdict(turn) for turn in sample.turns])
        yield f"{sample.sample_id}.json", turns.encode()
