"""Headers: what survives de-identification, and what it does to an object's conformance.

  canaries     every row of the profile's table gets a token of 12 characters (dates, UIDs and
               numbers a value) in every DICOM file of pydicom and pydicom-data, at the top and
               nested, with tokens in the preamble, the file meta, private groups, curves,
               overlays; the written bytes are searched in several encodings.
  conformance  errors of dciodvfy (Debian's dicom3tools) before and after, file by file.

Exits with 1 when a token survives or a file has more errors after than before.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pydicom.dataset import FileDataset

from benchmarks.headers.conformance import PROGRAM, compare, installed
from benchmarks.headers.files import packaged_files, parsed
from benchmarks.headers.plant import planted_file
from benchmarks.headers.scan import survivors
from residency.data.deid.file import to_bytes
from residency.data.deid.header import NotReleasable, clean_header
from residency.data.deid.table import EDITION, rows
from residency.data.header import DAMAGE
from residency.data.pseudonym import TenantKey

KEY = TenantKey("benchmark", bytes(range(32)))
QUICK_EVERY = 10  # with --quick, one file in so many


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--quick", action="store_true", help="some of the files only")
    given = parser.parse_args()
    paths = list(packaged_files())[:: QUICK_EVERY if given.quick else 1]
    figures = {"edition": EDITION, "rows": len(rows()), "quick": given.quick}
    figures |= {"canaries": canaries(paths), "conformance": conformance(paths)}
    text = json.dumps(figures, indent=1)
    print(text)
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(text + "\n", encoding="utf-8")
    return int(bool(figures["canaries"]["survived"] or figures["conformance"].get("more")))


def canaries(paths: list[Path]) -> dict[str, float]:
    """Counts of files and tokens; "survived" is the number that matters."""
    counts: Counter[str] = Counter(survived=0)
    start, spent = time.perf_counter(), 0.0
    for as_text in (True, False):
        for path, dataset in _datasets(paths):
            dataset, planted = planted_file(dataset, rows(), as_text=as_text)
            begin = time.perf_counter()
            content = _deidentified(dataset, counts)
            spent += time.perf_counter() - begin
            if content is None:
                continue
            left = survivors(content, planted)
            counts += Counter(files=1, tokens=len(planted.tokens), survived=len(left))
            counts += Counter(values=len(planted.uids) + len(planted.dates))
            for place in left:
                print(f"{path.name}: {place}", file=sys.stderr)
    return {"survived": 0, **counts, "seconds": round(time.perf_counter() - start, 1),
            "seconds of it de-identifying": round(spent, 1)}  # fmt: skip


def conformance(paths: list[Path]) -> dict[str, float]:
    """Errors before and after, and the files with more; empty where the checker is absent."""
    if not installed():
        print(f"{PROGRAM} is absent: apt-get install dicom3tools", file=sys.stderr)
        return {}
    counts: Counter[str] = Counter(more=0)
    with tempfile.TemporaryDirectory() as folder:
        for path, dataset in _datasets(paths):
            content = _deidentified(dataset, counts)
            if content is None:
                continue
            errors = compare(path.read_bytes(), content, Path(folder))
            counts += Counter(files=1, before=errors.before, after=errors.after)
            counts["more"] += errors.more
    return dict(counts)


def _datasets(paths: list[Path]) -> Iterator[tuple[Path, FileDataset]]:
    for path in paths:
        dataset = parsed(path.read_bytes())
        if dataset is not None:
            yield path, dataset


def _deidentified(dataset: FileDataset, counts: Counter[str]) -> bytes | None:
    try:
        return to_bytes(clean_header(dataset, KEY))
    except NotReleasable:
        counts["refused"] += 1
    except DAMAGE:
        counts["damaged"] += 1
    return None


if __name__ == "__main__":
    sys.exit(main())
