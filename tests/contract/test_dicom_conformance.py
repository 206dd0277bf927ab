"""De-identified objects are as conformant as before, as dciodvfy of dicom3tools sees it."""

from pathlib import Path

import pytest

from benchmarks.headers.conformance import PROGRAM, compare, installed
from benchmarks.headers.files import packaged_files, parsed
from residency.data.deid.file import to_bytes
from residency.data.deid.header import NotReleasable, clean_header
from residency.data.pseudonym import TenantKey

KEY = TenantKey("k-test", bytes(range(32)))


@pytest.mark.skipif(not installed(), reason=f"{PROGRAM} is absent: apt-get install dicom3tools")
def test_no_packaged_file_has_more_errors_after_than_before(tmp_path: Path) -> None:
    checked, worse, before, after = 0, [], 0, 0
    for path in packaged_files():
        content = path.read_bytes()
        dataset = parsed(content)
        if dataset is None:
            continue
        try:
            released = to_bytes(clean_header(dataset, KEY))
        except NotReleasable:
            continue
        errors = compare(content, released, tmp_path)
        checked, before, after = checked + 1, before + errors.before, after + errors.after
        if errors.more:
            worse.append((path.name, errors))
    assert worse == []
    assert checked == 247
    assert 0 < after <= before
