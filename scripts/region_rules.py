"""Convert the pixel regions of the `deid` package into data/deid/regions.json.

Run it after the pin of `deid` moved, and look at the difference:

    .venv/bin/python scripts/region_rules.py

Only rules with coordinates are kept: a rule that merely suspects a file is the text detector's
business here, which looks at every picture.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

os.environ["MESSAGELEVEL"] = "QUIET"  # before deid is imported, which prints what it parses

from deid.config import DeidRecipe

TABLE = Path(__file__).parent.parent / "platform/residency/data/deid/regions.json"
SOURCE = {
    "source": f"deid {version('deid')}, deid/data/deid.dicom (rules of the CTP pixel filter,"
    " Stanford and others), converted by scripts/region_rules.py",
    "url": "https://github.com/pydicom/deid",
    "licence": "MIT",
    "copyright": "Copyright (c) 2016-2025 Vanessa Sochat",
}
LICENCE_NOTICE = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"
    " and associated documentation files (the \"Software\"), to deal in the Software without"
    " restriction, including without limitation the rights to use, copy, modify, merge, publish,"
    " distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom"
    " the Software is furnished to do so, subject to the following conditions: The above copyright"
    " notice and this permission notice shall be included in all copies or substantial portions of"
    " the Software. THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR"
    " IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A"
    " PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS"
    " BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT"
    " OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER"
    " DEALINGS IN THE SOFTWARE."
)  # fmt: skip


def rules() -> Iterator[dict[str, object]]:
    """Every rule that names rectangles, as deid parsed it."""
    for items in DeidRecipe("dicom").get_filters().values():
        for item in items:
            if item["coordinates"]:
                yield {
                    "name": item["name"].removeprefix("LABEL "),
                    "when": [line(group) for group in item["filters"]],
                    "blank": [rectangle(text) for keep, text in item["coordinates"] if not keep],
                }


def line(group: Mapping[str, list[str]]) -> list[list[str]]:
    """One line of tests that are joined by `or`: a list of [test, field, value]."""
    if set(group["InnerOperators"]) - {"or"}:
        raise SystemExit(f"a line joins its tests by something else than `or`: {group}")
    return [
        list(test) for test in zip(group["action"], group["field"], group["value"], strict=True)
    ]


def rectangle(text: str) -> list[int]:
    """left, top, right, bottom; deid has turned CTP's width and height into right and bottom."""
    return [int(number) for number in text.split(",")]


def main() -> int:
    head = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in SOURCE.items())
    table = ",\n".join(json.dumps(rule) for rule in rules())
    notice = json.dumps(LICENCE_NOTICE)
    TABLE.write_text(f'{{\n{head},\n"notice": {notice},\n"rules": [\n{table}\n]\n}}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main())
