"""What a process prints is what the table is made of."""

import json
from dataclasses import asdict

from benchmarks.peers.program import Took, told
from benchmarks.peers.table import PACK, PREPARERS, READERS, SHARDS, WORDS


def test_a_process_is_told_by_its_last_line() -> None:
    took = Took(imported=1.0, ready=2.0, first=2.5, done=4.0)
    found = told(f"a library's remark\n{json.dumps(asdict(took))}\n")
    assert (found.work, found.first, list(found.digests)) == (2.0, 2.5, [])


def test_everybody_reads_what_somebody_prepares() -> None:
    assert set(READERS.values()) <= set(PREPARERS)
    assert {*PREPARERS, *READERS} - set(WORDS) == {PACK, SHARDS}
