"""Every test of the release room has a hospital of its own."""

import pytest

from tests.unit.release.hospital import Hospital


@pytest.fixture
def hospital() -> Hospital:
    return Hospital()
