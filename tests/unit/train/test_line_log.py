"""The write-ahead logs: what was acknowledged is there, what was torn is skipped."""

import json
import os
from pathlib import Path

import pytest

from residency.errors import EnvironmentProblem, ResidencyError
from residency.train.line_log import LineLog, read_lines
from residency.train.metrics import MetricsFollower, MetricsWriter


def contents(path: Path, offset: int = 0) -> list[bytes]:
    return [line.content for line in read_lines(path, offset)]


def test_lines_come_back_without_the_header(tmp_path: Path) -> None:
    log = LineLog(tmp_path / "folder/log.jsonl", "test")
    log.append(['{"a":1}', '{"a":2}'])
    log.append(['{"a":3}'], sync=True)
    log.close()
    first = (tmp_path / "folder/log.jsonl").read_text().splitlines()[0]
    assert json.loads(first) == {"format": "test", "version": 1}
    assert contents(tmp_path / "folder/log.jsonl") == [b'{"a":1}', b'{"a":2}', b'{"a":3}']


def test_reading_goes_on_where_it_ended(tmp_path: Path) -> None:
    log = LineLog(tmp_path / "log.jsonl", "test")
    log.append(["1", "2"])
    end = [line.end for line in read_lines(tmp_path / "log.jsonl")][-1]
    log.append(["3"])
    assert contents(tmp_path / "log.jsonl", end) == [b"3"]


@pytest.mark.parametrize("torn", ["{", '{"a":2}', "x" * (3 << 20)])
def test_a_torn_last_line_is_skipped_and_never_joined(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "log.jsonl"
    LineLog(path, "test").append(['{"a":1}'])
    with path.open("a") as file:
        file.write(torn)
    assert contents(path) == [b'{"a":1}']
    LineLog(path, "test").append(['{"a":3}'])
    assert contents(path) == [b'{"a":1}', b'{"a":3}']


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"format": "test", "version": 2}\n1\n')
    with pytest.raises(ResidencyError, match="version 2"):
        contents(tmp_path / "log.jsonl")


def test_a_full_disk_is_a_clear_error_and_leaves_whole_lines(tmp_path: Path) -> None:
    """In a child, whose files may grow to 4 KiB."""
    import resource
    import signal

    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        log = LineLog(tmp_path / "log.jsonl", "test")
        told = 0
        try:
            for _ in range(100):
                log.append(["x" * 99])
        except EnvironmentProblem as error:
            told = 7 if "no space left" in error.message else 1
        os._exit(told)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    assert set(contents(tmp_path / "log.jsonl")) == {b"x" * 99}
    assert (tmp_path / "log.jsonl").read_bytes().endswith(b"\n")


def test_lines_that_were_written_stay_where_they_cannot_be_synced(tmp_path: Path) -> None:
    """A pipe takes bytes and refuses fsync, with EINVAL; nor can it be cut."""
    log = LineLog(tmp_path / "log.jsonl", "test")
    reading, writing = os.pipe()
    real, log._file = log._file, writing
    before = log._bytes
    with pytest.raises(OSError, match="Invalid argument"):
        log.append(["x"], sync=True)
    assert os.read(reading, 9) == b"x\n"
    assert log._bytes == before + 2
    log._file = real
    log.close()
    os.close(reading)
    os.close(writing)


def test_another_format_is_told(tmp_path: Path) -> None:
    for header in ('{"format": "other", "version": 1}', '{"format"; broken'):
        (tmp_path / "log.jsonl").write_text(f"{header}\n1\n")
        with pytest.raises(ResidencyError, match="format is"):
            list(read_lines(tmp_path / "log.jsonl", kind="test"))


def test_a_follower_sees_each_point_once_while_they_come(tmp_path: Path) -> None:
    writer, follower = MetricsWriter(tmp_path / "m.jsonl"), MetricsFollower(tmp_path / "m.jsonl")
    assert list(follower.new()) == []
    writer.write(1, {"loss": 2.0, "lr": 0.1})
    assert [(p.name, p.step, p.value) for p in follower.new()] == [
        ("loss", 1, 2.0),
        ("lr", 1, 0.1),
    ]
    writer.write(2, {"loss": float("nan")})
    assert [(p.name, p.step) for p in follower.new()] == [("loss", 2)]
    assert list(follower.new()) == []
