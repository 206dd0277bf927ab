"""Lines, delimited text and .json files: every row from where it begins, and broken ones told."""

import io

import pytest

from residency.data.sources import reasons
from residency.data.sources.tables.delimited import COMMAS, TABS
from residency.data.sources.tables.format import MAX_ROW_BYTES, Broken, Format, Located
from residency.data.sources.tables.json_file import JSON_FILE
from residency.data.sources.tables.lines import BARS, JSON_LINES


def rows(one: Format, content: bytes, offset: int = 0) -> list[Located]:
    return list(one.rows(io.BytesIO(content), offset))


def contents(one: Format, content: bytes) -> list[object]:
    return [located.content for located in rows(one, content)]


CASES = [
    (JSON_LINES, b'{"a": 1}\n\n{"a": 2}\r\n{no}\n[1]\n{"a": 3}', 5),
    (BARS, b"a|b\n\nc|d|e\n", 2),
    (COMMAS, b'\xef\xbb\xbfID,Caption\n1,"x, ""y""\nz"\n2,b\nonly\n3,"c"\n', 4),
    (TABS, b"ID\tCaption\r\n1\tx\r\n2\ty\r\n", 2),
    (JSON_FILE, b'{"x": {"a": 1}, "y": 2, "z": {"a": 3}}', 3),
    (JSON_FILE, b'{"a": 1}\n{"a": 2}\n', 2),
    (JSON_FILE, b'[{"a": 1}, {"a": 2}]', 2),
]


@pytest.mark.parametrize(("one", "content", "count"), CASES)
def test_rows_are_found_again_from_their_offsets(one: Format, content: bytes, count: int) -> None:
    found = rows(one, content)
    assert len(found) == count
    for number, located in enumerate(found):
        assert rows(one, content, located.offset) == found[number:]


def test_a_quoted_field_may_hold_commas_quotes_and_line_ends() -> None:
    found = contents(COMMAS, CASES[2][1])
    assert found[0] == {"ID": "1", "Caption": 'x, "y"\nz'}
    assert found[2] == Broken(reasons.ROW_DAMAGED, "1 fields, 2 names")


def test_a_field_without_end_is_one_broken_row() -> None:
    endless = b'ID,Caption\n1,"' + b"x" * 200_000 + b"\n2,b\n"
    assert contents(COMMAS, endless)[0] == Broken(reasons.ROW_DAMAGED, "Error")


@pytest.mark.parametrize("one", [JSON_LINES, BARS, COMMAS])
def test_a_line_over_the_limit_is_skipped_and_the_rest_is_read(one: Format) -> None:
    head = b"" if one is not COMMAS else b"a\n"
    last = b'{"a": 1}\n' if one is JSON_LINES else b"z\n"
    broken, good = contents(one, head + b"x" * (33 * 2**20) + b"\n" + last)
    assert isinstance(broken, Broken)
    assert not isinstance(good, Broken)


def test_a_line_over_the_limit_is_never_held_whole() -> None:
    longest = 0

    class Watched(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            nonlocal longest
            line = super().readline(size)
            longest = max(longest, len(line))
            return line

    (found,) = JSON_LINES.rows(Watched(b"x" * (3 * MAX_ROW_BYTES)), 0)
    assert found.content == Broken(reasons.ROW_TOO_LARGE)
    assert longest <= MAX_ROW_BYTES + 1


def test_a_deep_line_is_broken() -> None:
    found = contents(JSON_LINES, b'{"a": ' + b"[" * 100_000 + b"\n")
    assert found == [Broken(reasons.ROW_DAMAGED, "RecursionError")]


def test_an_object_that_is_damaged_or_too_large_is_one_row() -> None:
    assert contents(JSON_FILE, b'{"x": {"a"') == [Broken(reasons.CUT_SHORT, "JSONDecodeError")]
    large = b'{"x": "' + b"y" * (64 * 2**20)
    assert contents(JSON_FILE, large) == [Broken(reasons.FILE_TOO_LARGE, f"{64 * 2**20} bytes")]
