"""The facts that a plan needs of the world: listings, key ids, versions of libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import JsonValue

from residency.data.given_files import TOKENIZER_FILES, files_digest
from residency.data.sources.location import PACKAGE_SCHEME
from residency.model.given import WEIGHT_FILES
from residency.plan.fingerprint import digest
from residency.plan.given import TOKENIZER, UNSEEN, given_paths
from residency.plan.resolve import Facts
from residency.plan.revisions import DECIDING_LIBRARIES
from residency.ports import Keys
from residency.spec.dataset import Dataset
from residency.spec.loader import Loaded
from residency.wiring.sources import open_source_folder

UNLISTED = "unlisted"


def gather(loaded: Loaded, keys: Keys, *, remote: bool = False) -> Facts:
    """Look the facts up. Raises DataError where a source's folder does not exist.

    `remote`: the data is where the plan will run, not here; its listing is left open.
    """
    base = Path(loaded.source).absolute().parent
    spec = loaded.pipeline.spec
    return Facts(
        listings={d.name: UNLISTED if remote else listing(d, base) for d in spec.datasets},
        key_id=keys.current_id(spec.tenant),
        versions=library_versions(),
        base=str(base),
        given={
            role: UNSEEN if remote else given_digest(role, base / path)
            for role, path in given_paths(spec.model).items()
        },
    )


def given_digest(role: str, folder: Path) -> str:
    """Of the files that a pretrained model or a tokenizer is read from; open where it is absent.

    A plan needs no folder, a run does: `check_model_folders` says so before anything is spent.
    """
    files = TOKENIZER_FILES if role == TOKENIZER else WEIGHT_FILES
    return files_digest(folder, files) if folder.is_dir() else UNSEEN


def library_versions() -> Mapping[str, str]:
    """Installed versions of the libraries that decide numbers, without build suffixes."""
    names = sorted({name for group in DECIDING_LIBRARIES.values() for name in group})
    return {name: _version(name) for name in names}


def _version(name: str) -> str:
    try:
        return version(name).partition("+")[0]
    except PackageNotFoundError:
        return "absent"


def listing(dataset: Dataset, base: Path) -> str:
    """Digest of the names, sizes and times of a source's files, without reading them.

    A package's files are told by its version: their times are those of its installation.
    """
    source = getattr(dataset.source, dataset.source.kind)
    rows: list[JsonValue] = []
    for location in getattr(source, "paths", ()):
        rows.append(location)
        rows.extend(_rows(location, base))
    return digest(rows)


def _rows(location: str, base: Path) -> Iterator[JsonValue]:
    packaged = location.startswith(PACKAGE_SCHEME)
    for entry in open_source_folder(location, base).files():
        yield [entry.name, entry.size, "" if packaged else entry.stamp]
