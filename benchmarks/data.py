"""Preparing and reading training rows: ours, plain Ray Data, DataLoader, datasets, webdataset.

  peers     Samples (a PNG and a report) are decoded, fitted into a tower's square of 336 px,
            tokenised, laid out as rows of 768 tokens, and stored; then the rows are read as
            micro-batches of 16: tokens in int64, pixels normalised in float32. Everybody stores
            what it reads best, pixels plane after plane: we shards, by the pack step; Ray Data
            Parquet; a DataLoader mapped .npy files; datasets Arrow; webdataset tar. All call our
            decode_image, to_square, Renderer and pixel values, so that what is compared is what
            carries the rows.
            A row a sample here: peers do not pack.
            Equal: the SHA-256 of every row that a reader gives of what its preparer stored.
            Each run is a process of its own, with two workers where there are workers; page
            caches are warm. Times of preparing and reading begin when everything is imported and
            Ray is up; what that took is in the notes, with images a second, and with the peak
            memory (PSS) of all processes, of a round of its own.
            A pack is planned as a whole, so that our first prepared row is there with the last.
  identity  What de-identification costs besides: seconds of a core a record, no peer.
  padding   Tokens that are padding, packed and padded: of public sets that --set names, as in
            --set vqa_rad=FOLDER (or pub_med_qa, captions, med_mcqa; may be repeated),
            else of generated samples. Beside it the least that any packing could reach.

Ratio = theirs / ours: above 1, ours is better. Not measured: S3, cold disks, several nodes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure.interleaved import Row
from benchmarks.measure.report import Report, load, machine, options
from benchmarks.peers.identity import identity_notes
from benchmarks.peers.padding import SOURCES, padding_notes
from benchmarks.peers.table import Notes, Size, peer_rows

SUBJECTS = ("peers", "identity", "padding")
FULL, QUICK = Size(images=2000, rounds=5), Size(images=64, rounds=0)
RECORDS, QUICK_RECORDS = 12, 1
IDENTITY_ROUNDS, QUICK_IDENTITY_ROUNDS = 5, 1
GENERATED = 2000
PACKAGES = ("ray", "torch", "datasets", "webdataset", "numpy", "pillow", "pyarrow")


def measure(subjects: Sequence[str], sets: Mapping[str, Path], *, quick: bool) -> Report:
    """Measure the subjects one after another."""
    facts = machine(*PACKAGES)
    rows: list[Row] = []
    notes: Notes = {}
    if "peers" in subjects:
        rows, notes = peer_rows(QUICK if quick else FULL)
    if "identity" in subjects:
        size = (QUICK_RECORDS, QUICK_IDENTITY_ROUNDS) if quick else (RECORDS, IDENTITY_ROUNDS)
        notes |= identity_notes(*size)
    if "padding" in subjects:
        notes |= padding_notes(sets, GENERATED)
    return Report(tuple(rows), quick, facts | {"load_at_end": load()}, notes)


def named_set(text: str) -> tuple[str, Path]:
    """KIND=FOLDER. Raises ValueError for a kind that is not known."""
    kind, _, folder = text.partition("=")
    if kind not in SOURCES or not folder or not Path(folder).is_dir():
        raise ValueError(text)
    return kind, Path(folder)


def main() -> int:
    """Print the tables; exit 1 where a peer made other rows than we."""
    parser = options(__doc__, SUBJECTS)
    parser.add_argument(
        "--set", type=named_set, action="append", default=[], metavar="KIND=FOLDER"
    )
    arguments = parser.parse_args()
    report = measure(arguments.only or SUBJECTS, dict(arguments.set), quick=arguments.quick)
    if arguments.json:
        report.write(arguments.json)
    print(report.table())
    for name, note in report.notes.items():
        print(f"{name}: " + ", ".join(f"{what} {value:g}" for what, value in note.items()))
    return 0 if all(row.equal for row in report.rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
