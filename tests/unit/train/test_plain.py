"""What the plain engine's ranks add up, and where."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from torch import distributed

from residency.train.plain import _device_of, sum_over_ranks


@pytest.fixture
def group(tmp_path: Path) -> Iterator[None]:
    """A process group of this process alone."""
    store = distributed.FileStore(str(tmp_path / "store"), 1)
    distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    yield
    distributed.destroy_process_group()


@pytest.mark.parametrize(
    ("backend", "device"), [("nccl", "cuda"), ("gloo", "cpu"), ("cpu:gloo,cuda:nccl", "cpu")]
)
def test_sums_are_made_where_the_backend_can(backend: str, device: str) -> None:
    assert _device_of(distributed.Backend(backend)) == device


@pytest.mark.usefixtures("group")
def test_sums_over_a_group_keep_all_digits() -> None:
    assert sum_over_ranks([2.0**53 - 1, 0.1]) == [2.0**53 - 1, 0.1]


def test_without_a_group_there_is_one_rank() -> None:
    assert sum_over_ranks([1.0, 2.0]) == [1.0, 2.0]
