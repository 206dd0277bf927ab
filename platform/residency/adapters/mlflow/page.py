"""A table as one HTML page that needs nothing else: pictures inline, text escaped, no script."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator

from residency.ports import Table

# The artifact view refuses files above 50 MiB; base64 makes a third more of each picture.
PICTURE_BYTES = 30 * 2**20
_LONG = 40  # characters of a cell that is better broken than scrolled past

HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>
body {{ font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem; color: #1b2733; background: #fff }}
h1 {{ font-size: 1.15rem; margin: 0 0 .25rem }} p {{ margin: 0 0 1rem; color: #5b6b7b }}
table {{ border-collapse: collapse }}
th {{ position: sticky; top: 0; background: #f3f6f9; text-align: left }}
th, td {{ padding: .4rem .7rem; border-bottom: 1px solid #dde4ea; vertical-align: middle }}
td {{ max-width: 26rem; white-space: pre-line }}
td.long {{ min-width: 16rem; overflow-wrap: anywhere }}
td.number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }}
img {{ display: block; max-width: 160px; max-height: 160px; min-width: 96px; background: #000 }}
</style></head><body>
"""


def page(table: Table) -> str:
    """The whole page. Pictures beyond 30 MiB in all are left out, and it says so."""
    title = html.escape(table.name)
    too_large = _picture_bytes(table) > PICTURE_BYTES
    note = ", later pictures left out for their size" if too_large else ""
    return "".join(
        [
            HEAD.format(title=title),
            f"<h1>{title}</h1><p>{len(table.rows)} rows{note}</p>\n<table><thead><tr>",
            *(f"<th>{html.escape(column)}</th>" for column in table.columns),
            "</tr></thead><tbody>\n",
            *_rows(table),
            "</tbody></table></body></html>\n",
        ]
    )


def _rows(table: Table) -> Iterator[str]:
    room = PICTURE_BYTES
    for row in table.rows:
        cells = []
        for cell in row:
            if isinstance(cell, bytes):
                room -= len(cell)
                cells.append(_picture(cell) if room >= 0 else "<td>…</td>")
            else:
                cells.append(_text(cell))
        yield f"<tr>{''.join(cells)}</tr>\n"


def _picture(content: bytes) -> str:
    data = base64.b64encode(content).decode("ascii")
    return f'<td><img alt="" loading="lazy" src="data:image/png;base64,{data}"></td>'


def _text(cell: str | int | float | None) -> str:
    if cell is None:
        return "<td></td>"
    if isinstance(cell, float):
        return f'<td class="number">{cell:.4g}</td>'
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f'<td class="number">{cell}</td>'
    written = str(cell)
    kind = ' class="long"' if len(written) > _LONG else ""
    return f"<td{kind}>{html.escape(written)}</td>"


def _picture_bytes(table: Table) -> int:
    return sum(len(cell) for row in table.rows for cell in row if isinstance(cell, bytes))
