"""Building on a parent file, and changing single values: both by name, never by index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from residency.errors import SpecError
from residency.spec.yaml_file import Document, Place, Value, parse_yaml, read_yaml

_DEEPEST = 5


def flatten(document: Document) -> Document:
    """Resolve `extends: <file>` (one parent each, at most five deep, relative to the file)."""
    chain = [document]
    while (parent := chain[-1].value.get("extends")) is not None:
        chain.append(_parent(chain, parent))
    result = _without_extends(chain[-1])
    for above in reversed(chain[:-1]):
        lines: dict[Place, str] = {}
        value = _Merge(result, _without_extends(above), lines).merge(
            result.value, above.value, _ROOTS
        )
        assert isinstance(value, dict)
        result = _without_extends(Document(document.source, value, lines))
    return result


def _parent(chain: Sequence[Document], parent: Value) -> Document:
    child = chain[-1]
    where = child.at(("extends",))
    if not isinstance(parent, str):
        raise SpecError(f"{where}: `extends` names one file, not {parent!r}")
    path = (Path(child.source).parent / parent).resolve()
    if len(chain) > _DEEPEST or path in {Path(part.source).resolve() for part in chain}:
        raise SpecError(f"{where}: `extends` goes in a circle, or more than {_DEEPEST} files deep")
    return read_yaml(Path(child.source).parent / parent)


def _without_extends(document: Document) -> Document:
    value = {key: child for key, child in document.value.items() if key != "extends"}
    return Document(document.source, value, document.lines)


@dataclass(frozen=True, slots=True)
class _Places:
    """The same part in the document below, the document above and the result."""

    below: Place = ()
    above: Place = ()
    out: Place = ()

    def down(self, below: str | int, above: str | int, out: str | int) -> _Places:
        return _Places((*self.below, below), (*self.above, above), (*self.out, out))


_ROOTS = _Places()


@dataclass(frozen=True, slots=True)
class _Merge:
    """Lays `above` over `below`: mappings by key, lists of named items by name; null removes."""

    below: Document
    above: Document
    lines: dict[Place, str]  # of the result, filled on the way

    def merge(self, below: Value, above: Value, at: _Places) -> Value:
        self.lines[at.out] = self.above.at(at.above)
        if isinstance(below, dict) and isinstance(above, dict):
            return self.mappings(below, above, at)
        if isinstance(below, list) and isinstance(above, list) and _named(below) and _named(above):
            return self.lists(below, above, at)
        self.keep(self.above, at.above, at.out)
        return above

    def mappings(
        self, below: dict[str, Value], above: dict[str, Value], at: _Places
    ) -> dict[str, Value]:
        out: dict[str, Value] = {}
        for key, child in below.items():
            if key not in above:
                out[key] = child
                self.keep(self.below, (*at.below, key), (*at.out, key))
        for key, child in above.items():
            if child is not None:
                out[key] = self.merge(below.get(key), child, at.down(key, key, key))
        return {
            key: out[key] for key in (*below, *(k for k in above if k not in below)) if key in out
        }

    def lists(self, below: list[Value], above: list[Value], at: _Places) -> list[Value]:
        over = {_name(item): index for index, item in enumerate(above)}
        out: list[Value] = []
        for index, item in enumerate(below):
            place = at.down(index, over.get(_name(item), 0), index)
            if _name(item) in over:
                out.append(self.merge(item, above[over[_name(item)]], place))
            else:
                out.append(item)
                self.keep(self.below, place.below, place.out)
        known = {_name(item) for item in below}
        for index, item in enumerate(above):
            if _name(item) not in known:
                self.keep(self.above, (*at.above, index), (*at.out, len(out)))
                out.append(item)
        return out

    def keep(self, source: Document, place: Place, out: Place) -> None:
        """Carry over the lines of a whole part."""
        size = len(place)
        for key, line in source.lines.items():
            if key[:size] == place:
                self.lines[(*out, *key[size:])] = line


def _named(items: Sequence[Value]) -> bool:
    return bool(items) and all(isinstance(item, dict) and "name" in item for item in items)


def _name(item: Value) -> Value:
    assert isinstance(item, dict)
    return item["name"]


def apply_overrides(document: Document, sets: Sequence[str]) -> tuple[Document, Mapping[str, str]]:
    """Apply `path=value` texts; paths start below `spec`, lists are addressed by name.

    Example: `curriculum.instruct.optimizer.lr=2.0e-4`. Raises SpecError on a path that does
    not lead to a place, with the names that do exist there.
    """
    overrides: dict[str, str] = {}
    for text in sets:
        path, separator, raw = text.partition("=")
        if not separator or not path:
            raise SpecError(
                f"--set {text}: is not path=value",
                "Example: --set curriculum.instruct.optimizer.lr=2.0e-4",
            )
        new = parse_yaml(f"value: {raw}", f"--set {path}").value["value"]
        document = _Override(text, new).apply(document, ["spec", *path.split(".")])
        overrides[path] = raw
    return document, overrides


@dataclass(slots=True)
class _Override:
    """One `--set`: walks to its place, changes it, and remembers where that was."""

    text: str
    new: Value
    place: Place = ()

    def apply(self, document: Document, path: Sequence[str]) -> Document:
        value = self.replace(document.value, path)
        assert isinstance(value, dict)
        lines = {**document.lines, self.place: f"--set {self.text}"}
        return Document(document.source, value, lines)

    def replace(self, value: Value, path: Sequence[str]) -> Value:
        if not path:
            return self.new
        if isinstance(value, list):
            return self.in_list(value, path)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise SpecError(f"--set {self.text}: `{path[0]}` leads below a plain value, {value!r}")
        head, rest = path[0], path[1:]
        self.place = (*self.place, head)
        out = dict(value)
        if self.new is None and not rest:
            out.pop(head, None)
        else:
            out[head] = self.replace(value.get(head), rest)
        return out

    def in_list(self, items: list[Value], path: Sequence[str]) -> Value:
        names = [item.get("name") if isinstance(item, dict) else None for item in items]
        if path[0] not in names:
            known = ", ".join(str(name) for name in names if name is not None)
            raise SpecError(
                f"--set {self.text}: nothing is named `{path[0]}` here",
                f"Names here: {known or 'none'}.",
            )
        index = names.index(path[0])
        self.place = (*self.place, index)
        return [*items[:index], self.replace(items[index], path[1:]), *items[index + 1 :]]
