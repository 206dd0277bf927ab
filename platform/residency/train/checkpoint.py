"""Resumable state on disk: written by all ranks, committed by one, verified before it is used.

    checkpoints/step-000050/
        state-00000-of-00002.safetensors   fp32 weight, exp_avg, exp_avg_sq of its parameters
        state-00001-of-00002.safetensors
        manifest.json                      files with SHA-256 and size, world size, fingerprint
        COMMIT                             SHA-256 of the manifest; written last, by rank 0

Only trained parameters are in it: the frozen ones are those of the model that the step started
from. Parameters are stored whole, so that any world size and ZeRO stage continues. What else a
step depends on (rows, learning rate, random numbers) is a function of (seed, step).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from residency.errors import EnvironmentProblem, ResidencyError
from residency.spec.base import SpecModel
from residency.train.engine import ParameterState, TrainEngine

MANIFEST = "manifest.json"
COMMIT = "COMMIT"
KEPT = 2
_FIELDS = ("weight", "exp_avg", "exp_avg_sq")


class StateFile(SpecModel):
    """One rank's file."""

    name: str
    sha256: str
    bytes: int


class Manifest(SpecModel):
    """What a committed checkpoint consists of."""

    schema_version: int = 1
    fingerprint: str  # of the training step
    step: int
    world_size: int
    parameters: tuple[str, ...]
    files: tuple[StateFile, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A committed and verified checkpoint."""

    folder: Path
    manifest: Manifest

    @property
    def step(self) -> int:
        """Optimiser steps that were done when it was written."""
        return self.manifest.step


def step_folder(root: Path, step: int) -> Path:
    """Where the checkpoint after `step` updates lies."""
    return root / f"step-{step:06d}"


def save_checkpoint(engine: TrainEngine, root: Path, step: int, fingerprint: str) -> None:
    """Collective. Returns on every rank only once the checkpoint is committed.

    Raises EnvironmentProblem on every rank where one of them could not write.
    """
    folder = step_folder(root, step)
    if engine.rank == 0:
        shutil.rmtree(folder, ignore_errors=True)  # what a killed attempt left there
        folder.mkdir(parents=True)
    engine.barrier()
    failure = ""
    try:
        _write_share(engine, folder)
    except (OSError, SafetensorError) as error:  # the second on a full disk
        failure = str(error)
    failed = engine.sum([1.0 if failure else 0.0])[0]
    if failed:
        raise EnvironmentProblem(
            f"The checkpoint of step {step} could not be written by {int(failed)} of "
            f"{engine.world_size} ranks: {failure or 'see the other ranks'}.",
            f"Free space or correct the permissions of {root}, and run again.",
        )
    if engine.rank == 0:
        _commit(engine, folder, step, fingerprint)
        _forget_old(root)
    engine.barrier()


def newest_checkpoint(root: Path, fingerprint: str) -> Checkpoint | None:
    """The newest checkpoint of this step that is committed, whole and undamaged."""
    for folder in sorted(root.glob("step-*"), reverse=True):
        found = _verified(folder, fingerprint)
        if found is not None:
            return found
    return None


def restore_checkpoint(engine: TrainEngine, checkpoint: Checkpoint) -> None:
    """Collective: continue from there. ResidencyError where other parameters are trained."""
    if set(engine.trained()) != set(checkpoint.manifest.parameters):
        raise ResidencyError(
            f"{checkpoint.folder} holds other parameters than this stage trains.",
            "Remove the folder: it belongs to another version of the recipe.",
        )
    where = dict(_locations(checkpoint))
    for name in engine.trained():
        with safe_open(where[name], "pt") as file:
            weight, first, second = (file.get_tensor(f"{field}/{name}") for field in _FIELDS)
        engine.write_state(name, ParameterState(weight, first, second))
    engine.set_steps(checkpoint.step)


def _write_share(engine: TrainEngine, folder: Path) -> None:
    """Reading is collective, so every rank reads all and keeps every world-size-th parameter."""
    share = {}
    for number, name in enumerate(engine.trained()):
        state = engine.read_state(name)
        if number % engine.world_size == engine.rank:
            for field in _FIELDS:
                share[f"{field}/{name}"] = getattr(state, field).contiguous()
    path = folder / _share_name(engine.rank, engine.world_size)
    save_file(share, path)
    _flush(path)


def _share_name(rank: int, world_size: int) -> str:
    return f"state-{rank:05d}-of-{world_size:05d}.safetensors"


def _commit(engine: TrainEngine, folder: Path, step: int, fingerprint: str) -> None:
    paths = [folder / _share_name(rank, engine.world_size) for rank in range(engine.world_size)]
    manifest = Manifest(
        fingerprint=fingerprint,
        step=step,
        world_size=engine.world_size,
        parameters=tuple(engine.trained()),
        files=tuple(
            StateFile(name=p.name, sha256=_digest(p), bytes=p.stat().st_size) for p in paths
        ),
    )
    _write(folder / MANIFEST, manifest.model_dump_json(by_alias=True, indent=1).encode())
    _write(folder / COMMIT, _digest(folder / MANIFEST).encode())
    _flush(folder)


def _forget_old(root: Path) -> None:
    committed = sorted(folder for folder in root.glob("step-*") if (folder / COMMIT).is_file())
    for folder in committed[:-KEPT]:
        (folder / COMMIT).unlink()  # first: half a folder is then no checkpoint
        shutil.rmtree(folder, ignore_errors=True)


def _verified(folder: Path, fingerprint: str) -> Checkpoint | None:
    try:
        commit = (folder / COMMIT).read_text()
        content = (folder / MANIFEST).read_bytes()
        manifest = Manifest.model_validate_json(content)
    except (OSError, ValidationError):
        return None
    if hashlib.sha256(content).hexdigest() != commit or manifest.fingerprint != fingerprint:
        return None
    if folder != step_folder(folder.parent, manifest.step):
        return None
    whole = all(_is_whole(folder / file.name, file) for file in manifest.files)
    return Checkpoint(folder, manifest) if whole else None


def _is_whole(path: Path, file: StateFile) -> bool:
    return path.is_file() and path.stat().st_size == file.bytes and _digest(path) == file.sha256


def _locations(checkpoint: Checkpoint) -> Iterator[tuple[str, Path]]:
    for file in checkpoint.manifest.files:
        path = checkpoint.folder / file.name
        try:
            with safe_open(path, "pt") as content:
                names = list(content.keys())
        except SafetensorError as error:
            raise ResidencyError(
                f"{path} cannot be read: {error}.", "Remove its folder."
            ) from error
        for name in names:
            field, _, parameter = name.partition("/")
            if field == _FIELDS[0]:
                yield parameter, path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    _flush(path)


def _flush(path: Path) -> None:
    """To the disk, so that COMMIT is never older than what it vouches for."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
