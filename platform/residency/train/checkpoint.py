"""Resumable state on disk: what a checkpoint consists of, which one is used, how it is restored.

    checkpoints/
        latest                                 path of the newest committed one; only a hint
        step-000050/attempt-<uuid>/            an attempt never writes into another's folder
            state-00000-of-00002.safetensors   fp32 weight, exp_avg, exp_avg_sq of what it holds
            state-00001-of-00002.safetensors
            manifest.json                      files with SHA-256 and size, world size, the step's
                                               fingerprint, where training stands and in which data
            COMMIT                             SHA-256 of the manifest; written once, after a vote

Readers trust COMMIT alone, verify every hash, and fall back to the checkpoint before. Only
trained parameters are in one: the frozen ones are those of the model that the step started from.
Each rank's file holds runs of parameters, which are put together by name and place, so that any
world size and ZeRO stage continues. What else a step depends on (rows, learning rate, random
numbers) is a function of (seed, step).
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from pydantic import ValidationError
from safetensors import SafetensorError, safe_open

from residency.errors import CheckpointsDamaged, ResidencyError
from residency.spec.base import SpecModel
from residency.train.durable import digest
from residency.train.engine import ParameterState, TrainEngine
from residency.train.failpoints import Place, reached
from residency.train.standing import Standing

MANIFEST = "manifest.json"
COMMIT = "COMMIT"
LATEST = "latest"
FIELDS = ("weight", "exp_avg", "exp_avg_sq")
_STEP, _ATTEMPT = "step-", "attempt-"


class StateFile(SpecModel):
    """One rank's file."""

    name: str
    sha256: str
    bytes: int


class Manifest(SpecModel):
    """What a committed checkpoint consists of."""

    schema_version: Literal[3] = 3
    fingerprint: str  # of the training step: of all that decides what it computes
    attempt: str
    step: int
    world_size: int
    parameters: tuple[str, ...]
    files: tuple[StateFile, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A committed and verified checkpoint."""

    folder: Path
    manifest: Manifest
    commit: str  # SHA-256 of its manifest

    @property
    def step(self) -> int:
        """Optimiser steps that were done when it was written."""
        return self.manifest.step


@dataclass(frozen=True, slots=True)
class Found:
    """The newest checkpoint that can be used, and why newer ones cannot."""

    checkpoint: Checkpoint | None  # None: nothing was ever committed
    passed_over: tuple[str, ...] = ()


class Unusable(ValueError):
    """Why a folder is no checkpoint to continue from."""


def attempt_folder(root: Path, step: int, attempt: str) -> Path:
    """Where an attempt writes its checkpoint after `step` updates."""
    return root / f"{_STEP}{step:06d}" / f"{_ATTEMPT}{attempt}"


def attempt_of(folder: Path) -> str:
    """Whose folder it is."""
    return folder.name.removeprefix(_ATTEMPT)


def attempt_folders(root: Path) -> list[Path]:
    """All of them, the newest step first; among equals, the one that `latest` names."""
    pointed = _pointed(root)
    folders = [path for step in _folders(root, _STEP) for path in _folders(step, _ATTEMPT)]
    return sorted(folders, key=lambda path: (_step_of(path), path == pointed), reverse=True)


def _folders(folder: Path, prefix: str) -> list[Path]:
    """Those in it; none where it has gone, as an attempt before may still be clearing up."""
    try:
        with os.scandir(folder) as entries:
            return [
                Path(one.path) for one in entries if one.name.startswith(prefix) and one.is_dir()
            ]
    except FileNotFoundError:
        return []


def _step_of(folder: Path) -> int:
    """By number, since names of seven digits sort before those of six; -1: the name has none."""
    digits = folder.parent.name.removeprefix(_STEP)
    return int(digits) if digits.isdecimal() else -1


def newest_checkpoint(root: Path, fingerprint: str) -> Found:
    """The newest checkpoint of this step that is committed, whole and undamaged.

    Raises CheckpointsDamaged where some were committed and none can be used.
    """
    passed_over: list[str] = []
    for folder in attempt_folders(root):
        if not (folder / COMMIT).is_file():
            continue  # never finished: nothing was promised
        try:
            return Found(verified(folder, fingerprint), tuple(passed_over))
        except Unusable as reason:
            passed_over.append(f"{folder.parent.name}/{folder.name}: {reason}")
    if passed_over or (root / LATEST).exists():
        told = "; ".join(passed_over) or f"{LATEST} names one, and there is none"
        raise CheckpointsDamaged(
            f"No checkpoint in {root} can be used: {told}.",
            "Bring one back from a copy, or remove the folder to train the step again from its "
            "inputs.",
        )
    return Found(None)


def verified(
    folder: Path, fingerprint: str, digest_of: Callable[[Path], str] = digest
) -> Checkpoint:
    """The checkpoint in a folder, all of it read. Raises Unusable with the reason."""
    commit = _read(folder / COMMIT).decode("ascii", "replace")
    checkpoint = opened(folder, commit)
    manifest = checkpoint.manifest
    if manifest.fingerprint != fingerprint:
        raise Unusable("it belongs to another version of the step")
    for file in manifest.files:
        path = folder / file.name
        if not path.is_file():
            raise Unusable(f"{file.name} is missing")
        if path.stat().st_size != file.bytes:
            raise Unusable(f"{file.name} has {path.stat().st_size} bytes, not {file.bytes}")
        if digest_of(path) != file.sha256:
            raise Unusable(f"{file.name} is not what was written")
    return checkpoint


def opened(folder: Path, commit: str) -> Checkpoint:
    """What `commit` vouches for; its files are not read. Raises Unusable with the reason."""
    content = _read(folder / MANIFEST)
    if hashlib.sha256(content).hexdigest() != commit:
        raise Unusable(f"{COMMIT} vouches for another {MANIFEST}")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise Unusable(
            f"{MANIFEST} is of another version, which may not say what data it was made of"
        ) from error
    root = folder.parent.parent
    if folder != attempt_folder(root, manifest.step, manifest.attempt):
        raise Unusable(f"{MANIFEST} is that of step {manifest.step}, attempt {manifest.attempt}")
    return Checkpoint(folder, manifest, commit)


def restore_checkpoint(engine: TrainEngine, checkpoint: Checkpoint) -> None:
    """Collective: continue from there. ResidencyError where other parameters are trained."""
    if set(engine.trained()) != set(checkpoint.manifest.parameters):
        raise ResidencyError(
            f"{checkpoint.folder} holds other parameters than this stage trains.",
            "Remove the folder: it belongs to another version of the recipe.",
        )
    runs = _runs(checkpoint)
    for name in engine.trained():
        reached(Place.RESTORE)
        weight, first, second = (_joined(field, name, sorted(runs[name])) for field in FIELDS)
        engine.write_state(name, ParameterState(weight, first, second))
    engine.set_steps(checkpoint.step)


def tensor_name(field: str, start: int, parameter: str) -> str:
    """Of a run in a file."""
    return f"{field}/{start}/{parameter}"


def _runs(checkpoint: Checkpoint) -> dict[str, list[tuple[int, Path]]]:
    """By parameter: where its runs start, and in which files they lie."""
    found = defaultdict(list)
    for file in checkpoint.manifest.files:
        path = checkpoint.folder / file.name
        try:
            with safe_open(path, "pt") as content:
                names = list(content.keys())
        except (OSError, SafetensorError) as error:
            raise ResidencyError(
                f"{path} cannot be read: {error}.", "Remove its folder."
            ) from error
        for name in names:
            field, start, parameter = name.split("/", 2)
            if field == FIELDS[0]:
                found[parameter].append((int(start), path))
    return found


def _joined(field: str, name: str, runs: Sequence[tuple[int, Path]]) -> torch.Tensor:
    """A whole parameter, flat. Raises ResidencyError where its runs leave a gap."""
    parts: list[torch.Tensor] = []
    for start, path in runs:
        if start != sum(part.numel() for part in parts):
            raise ResidencyError(f"{path} holds {name} from {start} on, which leaves a gap.")
        with safe_open(path, "pt") as file:
            parts.append(file.get_tensor(tensor_name(field, start, name)))
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def _pointed(root: Path) -> Path | None:
    try:
        return root / (root / LATEST).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable(f"{path.name} cannot be read") from error
