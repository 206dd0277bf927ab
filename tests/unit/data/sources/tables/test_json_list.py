"""A JSON list is read element by element, entered anywhere, and given up where it breaks."""

import io
import json
import tracemalloc

import pytest

from residency.data.sources import reasons
from residency.data.sources.tables import json_list
from residency.data.sources.tables.format import Broken, Located
from residency.data.sources.tables.json_list import JSON_LIST


def rows(content: bytes, offset: int = 0) -> list[Located]:
    return list(JSON_LIST.rows(io.BytesIO(content), offset))


def contents(content: bytes) -> list[object]:
    return [located.content for located in rows(content)]


VALUES = [{"a": "\N{SNOWMAN}" * 3, "b": [1, {"c": None}]}, {"a": '[{"x": "]"}'}, {}, {"z": "\\"}]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("chunk", [1, 2, 7, 1000])
def test_elements_are_those_of_json_whatever_a_read_gives(indent: int | None, chunk: int) -> None:
    class Slowly(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(chunk)

    content = json.dumps(VALUES, indent=indent, ensure_ascii=False).encode()
    found = list(JSON_LIST.rows(Slowly(content), 0))
    assert [located.content for located in found] == VALUES
    for number, located in enumerate(found):
        again = list(JSON_LIST.rows(Slowly(content), located.offset))
        assert again == found[number:]


def test_a_byte_order_mark_and_space_are_passed_over() -> None:
    assert contents(b'\xef\xbb\xbf \n [ {"a": 1} , {"a": 2} ] trailing') == [{"a": 1}, {"a": 2}]
    assert contents(b"[]") == []


@pytest.mark.parametrize(
    ("content", "detail"),
    [(b'[{"a": 1}, {"a": ', "JSONDecodeError"), (b'[{"a": 1}', "JSONDecodeError"),
     (b'[{"a": 1}, {"a": 1, nope}, {"a": 3}]', "JSONDecodeError"),
     (b'[{"a": 1}, ' + b"[" * 100_000, "RecursionError")],
)  # fmt: skip
def test_one_row_stands_for_what_is_behind_a_damaged_place(content: bytes, detail: str) -> None:
    assert contents(content) == [{"a": 1}, Broken(reasons.CUT_SHORT, detail)]


@pytest.mark.parametrize("content", [b"", b"nothing", b'"text"'])
def test_what_is_no_list_is_one_broken_row(content: bytes) -> None:
    assert contents(content) == [Broken(reasons.CUT_SHORT)]


def test_an_element_that_is_no_object_is_a_row_of_its_own() -> None:
    found = contents(b'[12, {"a": 1}, "x", null]')
    wrong = [Broken(reasons.ROW_DAMAGED, kind) for kind in ("int", "str", "NoneType")]
    assert found == [wrong[0], {"a": 1}, wrong[1], wrong[2]]


def test_bytes_that_are_no_utf_8_keep_the_offsets_true() -> None:
    content = b'[{"a": "\xff\xfe"}, {"b": 1}]'
    first, second = rows(content)
    assert rows(content, second.offset) == [second]
    assert first.offset == 1


def test_an_element_over_the_limit_ends_the_reading() -> None:
    content = b'[{"a": 1}, {"a": "' + b"x" * (17 * 2**20) + b'"}]'
    assert contents(content) == [{"a": 1}, Broken(reasons.ROW_TOO_LARGE)]


def test_memory_does_not_grow_with_the_list() -> None:
    row = json.dumps({"text": "x" * 1000})
    stream = io.BytesIO(f"[{','.join([row] * 8000)}]".encode())
    tracemalloc.start()
    try:
        assert sum(1 for _ in JSON_LIST.rows(stream, 0)) == 8000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * json_list.CHUNK
