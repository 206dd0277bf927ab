"""The YAML reader refuses what means different things to different readers."""

import pytest

from residency.errors import SpecError
from residency.spec.yaml_file import parse_yaml


def test_values_keep_their_lines() -> None:
    document = parse_yaml("a:\n  b: 1\n  c: [x, 0.5]\n", "f.yaml")
    assert document.value == {"a": {"b": 1, "c": ["x", 0.5]}}
    assert document.at(("a", "c", 1)) == "f.yaml:3"
    assert document.at(("a", "nothing", "here")) == "f.yaml:1"


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("a: 1e-3", 1, "Write it with a decimal point: 1.0e-3"),
        ("a: 2E5", 1, "Write it with a decimal point: 2.0e+5"),
        ("a: yes", 1, "bare `yes`"),
        ("x: 1\na: Off", 2, "bare `Off`"),
        ("a: 010", 1, "unusual way to write a number"),
        ("a: 12:30:45", 1, "unusual way to write a number"),
        ("a: 1_000", 1, "unusual way to write a number"),
        ("a: .inf", 1, "unusual way to write a number"),
        ("a: 1\nb: 2\na: 3", 3, "key `a` stands twice"),
        ("a: !!python/name:os.system x", 1, "is not allowed"),
        ("- a", 0, "holds no mapping"),
        ("a: [1", 1, "not YAML"),
    ],
)
def test_dubious_text_is_refused_with_line_and_remedy(text: str, line: int, rule: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_yaml(text, "f.yaml")
    assert rule in str(caught.value)
    assert str(caught.value).startswith(f"f.yaml:{line}:" if line else "f.yaml:")


def test_quotes_make_text_of_anything() -> None:
    assert parse_yaml("a: 'yes'\nb: \"1e-3\"", "f").value == {"a": "yes", "b": "1e-3"}


def test_a_date_is_text() -> None:
    assert parse_yaml("a: 2026-01-01", "f").value == {"a": "2026-01-01"}
