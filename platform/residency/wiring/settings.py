"""Settings of this machine, read from the environment once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from residency.errors import EnvironmentProblem, NotSupportedYet

HOME = "RESIDENCY_HOME"
CACHE = "RESIDENCY_CACHE"  # where a home on S3 works on this machine
KEYS = "RESIDENCY_KEYS"  # where tenants' keys lie
TRACKING = "MLFLOW_TRACKING_URI"  # read for a home on S3 only: a folder has an MLflow of its own
DEFAULT_HOME = ".residency"
S3 = "s3://"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where state lies, and which Ray cluster we are in, if any."""

    home: Path  # all state; of a home on S3, what lies on this machine only
    ray_address: str | None = None  # set inside a Ray job only
    bucket: str | None = None  # s3://bucket/prefix of a home on S3: the store, and nothing else
    keys_folder: Path | None = None
    tracking: str | None = None  # an MLflow of one's own

    @property
    def store(self) -> Path:
        return self.home / "store"

    @property
    def keys(self) -> Path:
        return self.keys_folder or self.home / "keys"

    @property
    def mlflow(self) -> Path:
        return self.home / "mlflow"

    @property
    def ray(self) -> Path:
        return self.home / "ray"

    @property
    def serve(self) -> Path:
        return self.home / "serve"

    @property
    def variable(self) -> str:
        """The variable that says where this machine's folder lies."""
        return HOME if self.bucket is None else CACHE


def settings_from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read RESIDENCY_HOME and, inside a Ray job, RAY_ADDRESS.

    An existing Ray cluster is joined only when Ray's job supervisor started us (it sets
    RAY_JOB_CONFIG_JSON_ENV_VAR beside RAY_ADDRESS). There the working folder is a temporary copy
    that dies with the cluster, so RESIDENCY_HOME must be set; with a home on S3 RESIDENCY_CACHE
    too, as a folder of all nodes. Raises EnvironmentProblem, NotSupportedYet.
    """
    variables = os.environ if environment is None else environment
    home = variables.get(HOME, "")
    address = variables.get("RAY_ADDRESS") if "RAY_JOB_CONFIG_JSON_ENV_VAR" in variables else None
    if address and not home:
        raise EnvironmentProblem(
            f"{HOME} is not set inside a Ray job, whose working folder dies with the cluster",
            f'Submit with --runtime-env-json \'{{"env_vars": {{"{HOME}": "/shared/path"}}}}\'.',
        )
    if home.startswith(S3):
        return _on_s3(home.rstrip("/"), variables, address)
    if "://" in home:
        raise NotSupportedYet(
            f"{HOME}={home}: not supported yet: a store that is neither a folder nor on S3",
            f"Give the path of a folder that every node mounts, or {S3}bucket/prefix.",
        )
    return Settings(
        Path(home or DEFAULT_HOME).absolute(), address, keys_folder=_path(variables, KEYS)
    )


def _on_s3(home: str, variables: Mapping[str, str], address: str | None) -> Settings:
    """Folders of this machine for a home on S3, apart from those of every other home.

    Keys lie where data is kept, not in a cache: who deletes a cache must not lose them.
    """
    if address and not variables.get(CACHE):
        raise EnvironmentProblem(
            f"{CACHE} is not set inside a Ray job with a home on S3: its tasks on several nodes "
            "write into one folder before that goes to the bucket",
            f"Set {CACHE} to a folder that every node mounts.",
        )
    endpoint = variables.get("AWS_ENDPOINT_URL_S3") or variables.get("AWS_ENDPOINT_URL") or ""
    mark = hashlib.sha256(f"{endpoint} {home}".encode()).hexdigest()[:12]
    name = f"{home.removeprefix(S3).partition('/')[0]}-{mark}"
    cache = _path(variables, CACHE) or _user(variables, "XDG_CACHE_HOME", ".cache")
    keys = _user(variables, "XDG_DATA_HOME", ".local/share") / "keys" / name
    return Settings(
        home=cache / name,
        ray_address=address,
        bucket=home,
        keys_folder=_path(variables, KEYS) or keys,
        tracking=variables.get(TRACKING) or None,
    )


def _path(variables: Mapping[str, str], name: str) -> Path | None:
    value = variables.get(name)
    return Path(value).absolute() if value else None


def _user(variables: Mapping[str, str], name: str, usual: str) -> Path:
    """Residency's folder among the user's own (XDG Base Directory Specification)."""
    value = variables.get(name)
    base = Path(value) if value else Path(variables.get("HOME") or Path.home()) / usual
    return base.absolute() / "residency"
