"""Planted tokens and damage: every file of pydicom and pydicom-data through the header rules.

The sweep of every row of the profile over every file is benchmarks/header_deidentification.py.
"""

import pytest

from benchmarks.headers.files import packaged_files, parsed
from benchmarks.headers.plant import planted_file
from benchmarks.headers.scan import survivors
from residency.data.deid.file import to_bytes
from residency.data.deid.header import NotReleasable, clean_header
from residency.data.deid.table import rows
from residency.data.header import DAMAGE
from residency.data.pseudonym import TenantKey

KEY = TenantKey("k-test", bytes(range(32)))
ROWS = tuple(row for row in rows() if row.number is not None)
ROWS_A_FILE = 20


def test_rows_in_turn_over_every_packaged_file() -> None:
    """And nothing is raised but what is documented, on damaged files either."""
    files, refused, left = 0, 0, []
    for number, path in enumerate(packaged_files()):
        dataset = parsed(path.read_bytes())
        if dataset is None:
            continue
        start = number * ROWS_A_FILE % len(ROWS)
        mine = (ROWS + ROWS)[start : start + ROWS_A_FILE]
        dataset, planted = planted_file(dataset, mine, as_text=number % 2 == 0)
        try:
            content = to_bytes(clean_header(dataset, KEY))
        except NotReleasable:
            refused += 1
        except DAMAGE as error:
            pytest.fail(f"{path.name}: {type(error).__name__}")
        else:
            files += 1
            left += [f"{path.name}: {place}" for place in survivors(content, planted)]
    assert left == []
    assert (files, refused) == (247, 8)
