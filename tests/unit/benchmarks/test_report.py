"""The report's JSON has the shape that programs read, and its table says the same."""

import json
from pathlib import Path

from benchmarks.measure.interleaved import Row
from benchmarks.measure.report import Report, options

ROW = Row("launch", "bare", 2.0, 1.0, 0.5, (0.4, 0.6), equal=True)
QUICK_ROW = Row("help", "Typer", 0.4, 0.3, 0.75, None, equal=False)


def test_the_json_has_a_row_a_comparison(tmp_path: Path) -> None:
    path = tmp_path / "made" / "found.json"
    Report((ROW,), machine={"cores": 2}).write(path)
    document = json.loads(path.read_text())
    assert document["rows"] == [
        {
            "name": "launch",
            "peer": "bare",
            "ours": 2.0,
            "theirs": 1.0,
            "ratio": 0.5,
            "spread": [0.4, 0.6],
            "equal": True,
        }
    ]
    assert document["unit"] == "s"
    assert document["machine"] == {"cores": 2}
    assert "quick" not in document


def test_a_quick_report_is_marked_and_has_no_spread() -> None:
    document = json.loads(json.dumps(Report((QUICK_ROW,), quick=True).document()))
    assert document["quick"] is True
    assert document["rows"][0]["spread"] is None


def test_the_table_shows_unequal_outputs() -> None:
    header, first, second = Report((ROW, QUICK_ROW)).table().splitlines()
    assert header.split() == ["peer", "ours", "theirs", "ratio", "spread", "equal"]
    assert first.split()[-3:] == ["0.50", "0.40-0.60", "yes"]
    assert second.split()[-3:] == ["0.75", "-", "NO"]


def test_the_options_are_those_of_every_benchmark() -> None:
    parser = options("What is measured.", ("launch", "help"))
    given = parser.parse_args(["--quick", "--json", "found.json", "--only", "help"])
    assert (given.quick, given.json, given.only) == (True, Path("found.json"), ["help"])
    plain = parser.parse_args([])
    assert (plain.quick, plain.json, plain.only) == (False, None, None)
