"""One YAML reader: plain values with the line of each, and no surprises.

YAML 1.1 turns `no` into False, `010` into 8 and `12:30` into 750, and leaves `1e-3` a string.
Such scalars are refused with the remedy, so that what a person sees is what we compute with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

import yaml

from residency.errors import SpecError

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""What a YAML file can hold here."""

Place: TypeAlias = tuple[str | int, ...]
"""Where in a document: keys and indices from the root."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+([eE][-+]?[0-9]+)?")
_EXPONENT = re.compile(r"[-+]?[0-9][0-9_]*\.?[0-9]*[eE][-+]?[0-9]+")
_SWITCHES = {"yes", "no", "on", "off", "y", "n"}


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file's value, and the `file:line` at which each part of it begins."""

    source: str
    value: dict[str, Value]
    lines: Mapping[Place, str]

    def at(self, place: Sequence[str | int]) -> str:
        """`file:line` of the part, or of the nearest part around it."""
        for end in range(len(place), -1, -1):
            line = self.lines.get(tuple(place[:end]))
            if line is not None:
                return line
        return self.source


def read_yaml(path: Path) -> Document:
    """Read one document. Raises SpecError with file and line on anything dubious."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SpecError(
            f"{path}: no such file", "Give the path of a pipeline's YAML file."
        ) from None
    except IsADirectoryError:
        raise SpecError(
            f"{path}: is a folder", f"Name the file in it, such as {path}/pipeline.yaml."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, source: str) -> Document:
    """Parse one document of text; `source` names it in errors."""
    try:
        root = _compose(text)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise SpecError(f"{source}{line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise SpecError(f"{source}: not YAML: {error}") from None
    if not isinstance(root, yaml.MappingNode):
        raise SpecError(
            f"{source}: holds no mapping",
            "A pipeline starts with `apiVersion:` and `kind: Pipeline`.",
        )
    builder = _Builder(source)
    value = builder.mapping(root, ())
    return Document(source, value, builder.lines)


def _compose(text: str) -> yaml.Node | None:
    """Through libyaml where PyYAML was built with it, ten times as fast; PyYAML's own reader names
    the place of a mistake better. Raises yaml.YAMLError."""
    if yaml.__with_libyaml__:
        with suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=yaml.CSafeLoader)
    return yaml.compose(text, Loader=yaml.SafeLoader)


class _Builder:
    """Turns YAML nodes into values, noting lines."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: dict[Place, str] = {}

    def build(self, node: yaml.Node, place: Place) -> Value:
        self.lines.setdefault(place, self.where(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*place, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Value]:
        self.lines.setdefault(place, self.where(node))
        out: dict[str, Value] = {}
        for key_node, child in node.value:
            key = key_node.value
            if not isinstance(key, str) or key_node.tag == "tag:yaml.org,2002:merge":
                self.refuse(
                    key_node, "a key is not plain text", "Use `extends:` to build on another file."
                )
            if key in out:
                self.refuse(key_node, f"key `{key}` stands twice", "Remove one of them.")
            self.lines[(*place, key)] = self.where(key_node)
            out[key] = self.build(child, (*place, key))
        return out

    def scalar(self, node: yaml.ScalarNode) -> Value:
        text = str(node.value)
        kind = node.tag.rpartition(":")[2]
        if node.style:  # quoted or block: a string, whatever it looks like
            return text
        if kind == "null":
            return None
        if text.lower() in _SWITCHES:
            self.refuse(
                node,
                f"bare `{text}` is a truth value to some and text to others",
                f'Write true or false, or "{text}" in quotes.',
            )
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            return self.number(node, text)
        if kind == "str" and _EXPONENT.fullmatch(text):
            self.refuse(
                node,
                f"`{text}` is text to YAML, not a number",
                f"Write it with a decimal point: {_with_point(text)}.",
            )
        if kind in ("str", "timestamp"):
            return text
        self.refuse(node, f"tag {node.tag} is not allowed", "Use plain values.")

    def number(self, node: yaml.ScalarNode, text: str) -> int | float:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        self.refuse(
            node,
            f"`{text}` is an unusual way to write a number",
            "Write decimal digits (10, 0.5, 1.0e-3), or quote it if it is text.",
        )

    def where(self, node: yaml.Node) -> str:
        return f"{self.source}:{node.start_mark.line + 1}"

    def refuse(self, node: yaml.Node, message: str, remedy: str) -> NoReturn:
        raise SpecError(f"{self.where(node)}: {message}", remedy)


def _with_point(text: str) -> str:
    mantissa, _, exponent = text.lower().partition("e")
    mantissa = mantissa.rstrip(".")
    sign = exponent if exponent[0] in "+-" else f"+{exponent}"
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{sign}"
