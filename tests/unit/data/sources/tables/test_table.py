"""Files are divided into units of exact size, and a unit reads its own rows alone."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from residency.data.raw import Quarantined
from residency.data.sources import reasons
from residency.data.sources.reader import Unit
from residency.data.sources.tables.table import ROWS_A_UNIT, table_rows, table_units
from tests.unit.data.sources.small_sets import (
    Row,
    arrow_file,
    csv_file,
    folder_of,
    json_file,
    json_lines,
    parquet_file,
    write,
)

COUNT = 2 * ROWS_A_UNIT + 5


def every(row: Row) -> bool:
    return True


@pytest.mark.parametrize("name", ["rows.json", "rows.jsonl", "rows.csv"])
def test_long_files_are_divided(name: str, tmp_path: Path) -> None:
    numbers = [{"n": str(number)} for number in range(COUNT)]
    if name.endswith("csv"):
        csv_file(tmp_path, name, [["n"], *([row["n"]] for row in numbers)])
    else:
        (json_file if name.endswith("json") else json_lines)(tmp_path, name, numbers)
    folder = folder_of(tmp_path)
    units = list(table_units(folder, name, every))
    assert [(u.start, u.stop, u.rows) for u in units] == [
        (0, 2000, 2000), (2000, 4000, 2000), (4000, 4005, 5),
    ]  # fmt: skip
    found = [pair for unit in units for pair in table_rows(folder, unit, every)]
    assert found == list(enumerate(numbers))


def test_rows_that_are_not_chosen_do_not_count(tmp_path: Path) -> None:
    json_lines(tmp_path, "rows.jsonl", [{"n": number} for number in range(10)] + ["{no"])

    def even(row: Row) -> bool:
        return row["n"] in (0, 2, 4, 6, 8)

    folder = folder_of(tmp_path)
    (unit,) = table_units(folder, "rows.jsonl", even)
    found = list(table_rows(folder, unit, even))
    assert unit.rows == len(found) == 6
    assert [number for number, _ in found] == [0, 2, 4, 6, 8, 10]
    broken = Quarantined("rows.jsonl", reasons.ROW_DAMAGED, "JSONDecodeError", row=10)
    assert found[-1] == (10, broken)


def test_parquet_has_a_unit_a_row_group(tmp_path: Path) -> None:
    parquet_file(tmp_path, "rows.parquet", [{"n": number} for number in range(5)])
    folder = folder_of(tmp_path)
    units = list(table_units(folder, "rows.parquet", every))
    assert [unit.rows for unit in units] == [2, 2, 1]
    assert list(table_rows(folder, units[1], every)) == [(2, {"n": 2}), (3, {"n": 3})]


def test_an_arrow_stream_that_is_cut_gives_what_is_whole(tmp_path: Path) -> None:
    arrow_file(tmp_path, "rows.arrow", [{"n": "x" * 500} for _ in range(6)])
    whole = (tmp_path / "rows.arrow").read_bytes()
    write(tmp_path, "rows.arrow", whole[: len(whole) // 2])
    folder = folder_of(tmp_path)
    (unit,) = table_units(folder, "rows.arrow", every)
    found = list(table_rows(folder, unit, every))
    assert unit.rows == len(found)
    assert [number for number, _ in found] == list(range(len(found)))
    assert isinstance(found[-1][1], Quarantined)
    assert len(found) > 1


def test_a_damaged_parquet_file_is_one_row(tmp_path: Path) -> None:
    write(tmp_path, "rows.parquet", b"PAR1")
    folder = folder_of(tmp_path)
    assert list(table_units(folder, "rows.parquet", every)) == [
        Unit("rows.parquet", stop=1, rows=1)
    ]


def test_rows_of_a_damaged_row_group_are_quarantined_one_by_one(tmp_path: Path) -> None:
    parquet_file(tmp_path, "rows.parquet", [{"n": "x" * 900} for _ in range(4)])
    content = bytearray((tmp_path / "rows.parquet").read_bytes())
    content[4:40] = b"\xff" * 36  # the first page's header
    write(tmp_path, "rows.parquet", bytes(content))
    folder = folder_of(tmp_path)
    first, second = table_units(folder, "rows.parquet", every)
    found = [value for _, value in table_rows(folder, first, every)]
    assert [type(value) for value in found] == [Quarantined, Quarantined]
    assert len(list(table_rows(folder, second, every))) == second.rows == 2


def no_values(path: Path) -> Path:
    """Forty rows, two of which hold what is no text and no date: Arrow does not look at either."""
    texts = [b"seen", b"\xff\xfe Doe"] + [b"seen"] * 38
    days = [0] * 20 + [2**55] + [0] * 19
    schema = pa.schema([("text", pa.string()), ("day", pa.timestamp("ms"))])
    utf8 = pa.array(texts, pa.binary()).view(pa.string())
    table = pa.table([utf8, pa.array(days, pa.int64()).view(pa.timestamp("ms"))], schema=schema)
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        with pa.ipc.new_stream(path, schema) as stream:
            stream.write_table(table)
    return path


@pytest.mark.parametrize("name", ["rows.parquet", "rows.arrow"])
def test_a_row_whose_value_python_cannot_hold_is_quarantined_alone(
    name: str, tmp_path: Path
) -> None:
    no_values(tmp_path / name)
    folder = folder_of(tmp_path)
    (unit,) = table_units(folder, name, every)
    found = dict(table_rows(folder, unit, every))
    assert list(found) == list(range(40))
    assert {number: row for number, row in found.items() if isinstance(row, Quarantined)} == {
        1: Quarantined(name, reasons.ROW_DAMAGED, "UnicodeDecodeError", row=1),
        20: Quarantined(name, reasons.ROW_DAMAGED, "OverflowError", row=20),
    }
