"""Settings of this machine, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from residency.errors import EnvironmentProblem, NotSupportedYet

HOME = "RESIDENCY_HOME"
DEFAULT_HOME = ".residency"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where state lies, and which Ray cluster we are in, if any."""

    home: Path
    ray_address: str | None = None  # set inside a Ray job only

    @property
    def store(self) -> Path:
        return self.home / "store"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def mlflow(self) -> Path:
        return self.home / "mlflow"

    @property
    def ray(self) -> Path:
        return self.home / "ray"

    @property
    def serve(self) -> Path:
        return self.home / "serve"


def settings_from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read RESIDENCY_HOME and, inside a Ray job, RAY_ADDRESS.

    An existing Ray cluster is joined only when Ray's job supervisor started us (it sets
    RAY_JOB_CONFIG_JSON_ENV_VAR beside RAY_ADDRESS). There the working folder is a temporary copy
    that dies with the cluster, so RESIDENCY_HOME must be set. Raises EnvironmentProblem.
    """
    variables = os.environ if environment is None else environment
    home = variables.get(HOME, "")
    if "://" in home:
        raise NotSupportedYet(
            f"{HOME}={home}: not supported yet: a store that is not a folder",
            "Give the path of a folder that every node mounts.",
        )
    address = variables.get("RAY_ADDRESS") if "RAY_JOB_CONFIG_JSON_ENV_VAR" in variables else None
    if address and not home:
        raise EnvironmentProblem(
            f"{HOME} is not set inside a Ray job, whose working folder dies with the cluster",
            f'Submit with --runtime-env-json \'{{"env_vars": {{"{HOME}": "/shared/path"}}}}\'.',
        )
    return Settings(Path(home or DEFAULT_HOME).absolute(), address)
