"""Which paths of a model a stage's globs choose: the one rule, for plans and for training.

A glob chooses a parameter when it matches the path, or names a part or what the path lies below:
`language` and `language.*` mean all of the text model, `embeddings` its embeddings alone, `*`
everything that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from residency.errors import SpecError
from residency.spec.training import Part

_WITHIN = {Part.EMBEDDINGS: "language.embeddings", Part.HEAD: "language.head"}


def chosen(paths: Iterable[str], globs: Sequence[str]) -> frozenset[str]:
    """The paths that a glob matches, or that lie below what it names.

    `embeddings` and `head` are parts of `language` that have names of their own. Raises SpecError
    for a glob that chooses nothing: a typing error would freeze a part.
    """
    known = tuple(paths)
    found: set[str] = set()
    for glob in globs:
        own = {path for path in known if is_chosen(path, glob)}
        if not own:
            raise SpecError(
                f"train: {glob!r} matches no parameter of the model.",
                f"Use one of {', '.join(part.value for part in Part)}, '*', or a path like "
                "'language.layers.*'.",
            )
        found |= own
    return frozenset(found)


def is_chosen(path: str, glob: str) -> bool:
    """Whether one glob chooses a path."""
    first, _, rest = glob.partition(".")
    for part, place in _WITHIN.items():
        if first == part.value:
            glob = f"{place}.{rest}" if rest else place
    return fnmatchcase(path, glob) or fnmatchcase(path, f"{glob}.*")


def chosen_adapters(names: Iterable[str], globs: Sequence[str]) -> tuple[str, ...]:
    """The low-rank adapters that a stage trains, in the order of `names`.

    They are there where a glob names them (`adapters`, `adapters.NAME`), and only then: `*` means
    the model's own weights, since an adapter beside weights that move is of no use.
    """
    named = [glob.split(".") for glob in globs if glob.split(".")[0] == Part.ADAPTERS.value]
    patterns = [parts[1] if len(parts) > 1 else "*" for parts in named]
    return tuple(name for name in names if any(fnmatchcase(name, one) for one in patterns))
