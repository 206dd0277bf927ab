"""Where a recipe's sources are: a folder, an installed package or a bucket.

Importable by name: a worker process opens folders as the driver does.
"""

from __future__ import annotations

from pathlib import Path

from residency.data.sources.folder import SourceFolder
from residency.data.sources.location import open_local

S3_SCHEME = "s3://"


def open_source_folder(location: str, base: Path) -> SourceFolder:
    """The folder that `location` names: a path (relative to `base`), package:// or s3://.

    Raises:
        DataError: the folder or package does not exist. A bucket is first asked by who reads it.
        EnvironmentProblem: the s3:// location is not one.
    """
    if not location.startswith(S3_SCHEME):
        return open_local(location, base)
    # s3fs takes a quarter of a second to import: only who reads from a bucket pays for it.
    from residency.adapters.storage.s3_folder import S3Folder
    from residency.adapters.storage.s3_place import parse_place
    from residency.adapters.storage.s3_settings import s3_settings_from_environment

    return S3Folder(location, parse_place(location), s3_settings_from_environment())
