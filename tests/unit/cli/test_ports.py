"""Which port is listened on."""

import socket
from collections.abc import Iterator

import pytest

from residency.cli.ports import choose_port, is_free
from residency.errors import EnvironmentProblem

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_wanted_port_that_is_taken_is_an_error_with_a_remedy(taken: int) -> None:
    assert not is_free(taken)
    with pytest.raises(EnvironmentProblem, match=str(taken)) as caught:
        choose_port(HOST, taken)
    assert "--port" in caught.value.remedy


def test_a_usual_port_that_is_taken_gives_way_to_a_free_one(taken: int) -> None:
    assert choose_port(HOST, usual=taken) not in (0, taken)


def test_any_free_port(taken: int) -> None:
    assert is_free(choose_port(HOST))


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(EnvironmentProblem, match=r"192\.0\.2\.1"):
        choose_port("192.0.2.1")
