"""Decision records are numbered without gaps, short, and of one form."""

import re
from pathlib import Path

SECTIONS = ["Context", "Decision", "Consequences", "Alternatives"]


def _records(repository: Path) -> list[Path]:
    return sorted((repository / "docs" / "decisions").glob("*.md"))


def test_records_are_numbered_from_one_without_gaps(repository: Path) -> None:
    numbers = [int(path.name[:4]) for path in _records(repository)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_each_record_has_the_same_form(repository: Path) -> None:
    for path in _records(repository):
        text = path.read_text()
        assert re.match(rf"# {int(path.name[:4])}\. \S", text), path.name
        assert re.findall(r"^## (.+)$", text, re.M) == SECTIONS, path.name
        assert len(text.splitlines()) <= 40, path.name
