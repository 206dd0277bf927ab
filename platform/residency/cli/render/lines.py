"""Lines of prose: whole where a program reads them, broken between words where a person does."""

from __future__ import annotations

from rich.console import Console


def show_line(console: Console, line: str, style: str | None = None) -> None:
    """Print it. Without this a terminal breaks it wherever its edge is."""
    console.print(line, style=style, soft_wrap=not console.is_terminal)
