"""Which paths of a model a stage's globs choose."""

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
        own = {path for path in known if _is_chosen(path, glob)}
        if not own:
            raise SpecError(
                f"train: {glob!r} matches no parameter of the model.",
                f"Use one of {', '.join(part.value for part in Part)}, '*', or a path like "
                "'language.layers.*'.",
            )
        found |= own
    return frozenset(found)


def _is_chosen(path: str, glob: str) -> bool:
    first, _, rest = glob.partition(".")
    for part, place in _WITHIN.items():
        if first == part.value:
            glob = f"{place}.{rest}" if rest else place
    return fnmatchcase(path, glob) or fnmatchcase(path, f"{glob}.*")
