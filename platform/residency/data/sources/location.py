"""Where a source's files are: a folder, or the data of an installed package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from residency.data.sources.folder import LocalFolder
from residency.errors import DataError

PACKAGE_SCHEME = "package://"


def resolve_root(location: str, base: Path) -> Path:
    """The folder that `location` names: a path (relative to `base`) or `package://name/sub`.

    A package is located, never imported, and nothing is downloaded.

    Raises:
        DataError: the package is not installed, or the folder does not exist.
    """
    root = _package_folder(location) if location.startswith(PACKAGE_SCHEME) else base / location
    if not root.is_dir():
        raise DataError(
            f"{location}: there is no such folder ({root}).",
            "Name an existing folder, or package://<name>/<folder> of an installed package.",
        )
    return root.resolve()


def open_local(location: str, base: Path) -> LocalFolder:
    """The folder that `location` names, for readers. DataError as of `resolve_root`."""
    return LocalFolder(location, resolve_root(location, base))


def _package_folder(location: str) -> Path:
    name, *parts = PurePosixPath(location.removeprefix(PACKAGE_SCHEME)).parts or ("",)
    if not name.isidentifier() or ".." in parts:
        raise DataError(
            f"{location}: not a package location.",
            "Write package://<top-level package>/<folder inside it>.",
        )
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise DataError(
            f"{location}: the package {name!r} is not installed.",
            "Install it into this environment, or name a folder instead.",
        )
    return Path(places[0]).joinpath(*parts)
