"""What de-identification costs, apart: records through the boundary, as far as a recipe says.

One process, no Ray: seconds of a core a record, medians of several rounds and their range. The
parts stand on each other: reading (decoding included), headers cleaned and pictures encoded anew
(a set declared `deidentified`), text searched (a `raw` one with `pixels.search` off), pixels
searched, too (a `raw` one). What loads once a process (spaCy's model, the networks that find text)
is told apart.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from benchmarks.measure.interleaved import interleave
from benchmarks.near_texts.reports import reports
from benchmarks.peers.workload import QUESTION, picture
from residency.data.image import encode_png
from residency.data.pseudonym import TenantKey
from residency.data.sources.folder import LocalFolder
from residency.data.sources.location import resolve_root
from residency.data.sources.reader import Reader, Unit
from residency.data.sources.registry import reader
from residency.prepare.tools import Finders, Rules, Tools
from residency.prepare.unit import Preparation
from residency.spec.dataset import DicomSource, ImagesSource, PixelPolicy, Source, State
from residency.wiring.finders import searching_finders

DECLARED, UNSEARCHED, RAW = "declared deidentified", "raw, pixels.search off", "raw"
RULES: Final[Mapping[str, Rules]] = {
    DECLARED: Rules(State.DEIDENTIFIED),
    UNSEARCHED: Rules(State.RAW, PixelPolicy(search=False)),
    RAW: Rules(State.RAW),
}
_SAID: Final = {name: RULES[name] for name in (DECLARED, RAW)}  # of words, and all pictures
_KEY = TenantKey("bench", bytes(32))

Note = dict[str, float]


def identity_notes(records: int, rounds: int) -> dict[str, Note]:
    """Milliseconds of a core a record, by part: DICOM files, and conversations.

    After each note the range of its rounds: greatest less least, in percent of the median.
    """
    finders = searching_finders()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        _write_dicom(folder / "dicom", records)
        _write_conversations(folder / "pictures", records, pictures=1)
        _write_conversations(folder / "texts", records, pictures=0)
        llava = reader(Source(llava=ImagesSource(paths=("rows",))))
        dicom = reader(Source(dicom=DicomSource(paths=("dicom",))))
        measured = {
            "a DICOM file, ms": partial(_parts, dicom, folder / "dicom", finders, RULES),
            "a report with its picture, ms": partial(
                _parts, llava, folder / "pictures", finders, _SAID
            ),
            "a report, ms": partial(_parts, llava, folder / "texts", finders, _SAID),
        }
        notes = {"once a process, s": _loading(finders)}
        for name, found in interleave(measured, rounds).items():
            notes |= {name: _medians(found), f"{name}: range, %": _ranges(found)}
        return notes


def _medians(found: Sequence[Note]) -> Note:
    return {name: round(median(note[name] for note in found), 1) for name in found[0]}


def _ranges(found: Sequence[Note]) -> Note:
    values = {name: [note[name] for note in found] for name in found[0]}
    return {n: round(100 * (max(of) - min(of)) / median(of), 1) for n, of in values.items()}


def _loading(finders: Finders) -> Note:
    blank = np.zeros((64, 64, 3), np.uint8)
    return {
        "scrubber": round(_seconds(lambda: finders.scrubber.find(["chest"], [()])), 2),
        "text detector": round(_seconds(lambda: finders.detector.find(blank)), 2),
    }


def _parts(source: Reader, path: Path, finders: Finders, rules: Mapping[str, Rules]) -> Note:
    """Reading alone, then the whole boundary under each of the rules."""
    folder = LocalFolder(str(path), path)
    units = list(source.units(folder))
    records = 0

    def read() -> None:
        nonlocal records
        records = sum(1 for unit in units for _ in source.read(folder, unit))

    alone = _seconds(read)
    taken = {"read alone": alone}
    for name, one in rules.items():
        preparation = Preparation(source, Tools(_KEY, one, finders), ())
        taken[name] = _seconds(partial(_pass, preparation, folder, units))
    per_record = {name: value / records * 1000 for name, value in taken.items()}
    return {"records": float(records)} | per_record


def _pass(preparation: Preparation, folder: LocalFolder, units: Sequence[Unit]) -> None:
    for unit in units:
        for _ in preparation.outcomes(folder, unit):
            pass


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _write_dicom(folder: Path, count: int) -> None:
    """Every so many of pydicom's test files."""
    folder.mkdir()
    files = sorted(resolve_root("package://pydicom/data/test_files", folder).glob("*.dcm"))
    for path in files[:: max(1, len(files) // count)][:count]:
        shutil.copy(path, folder)


def _write_conversations(folder: Path, count: int, *, pictures: int) -> None:
    """Reports, each with a picture or none, as LLaVA has them."""
    folder.mkdir()
    rows = []
    for number, report in enumerate(reports(0, count)):
        row: dict[str, object] = {"id": str(number)}
        if pictures:
            (folder / f"{number}.png").write_bytes(encode_png(picture(number)))
            row["image"] = f"{number}.png"
        turns = [("human", "<image>\n" * pictures + QUESTION), ("gpt", report)]
        said = [{"from": who, "value": text} for who, text in turns]
        rows.append(row | {"conversations": said})
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
