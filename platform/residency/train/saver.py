"""Checkpoints written behind training.

What blocks a step is the copy of this rank's share to memory. A thread writes and hashes it; at
a later step's end, when every rank has, they vote, and rank 0's thread commits. Collective calls
are made by the main thread alone, in the same order on every rank: whether a rank is ready goes
with the sums that each step makes anyway, so nobody waits for anybody. One checkpoint at most is
on its way, so there is one copy at most.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path

import torch

from residency.data.tensor_file import HashedFile, describe, header
from residency.errors import EnvironmentProblem, ResidencyError, StepFailed
from residency.train.agreement import from_words, to_words, told_by_all, told_by_first
from residency.train.checkpoint import (
    COMMIT,
    FIELDS,
    LATEST,
    MANIFEST,
    Manifest,
    StateFile,
    attempt_folder,
    tensor_name,
)
from residency.train.durable import digest, flush, replace, write_once
from residency.train.engine import TrainEngine
from residency.train.failpoints import Place, reached
from residency.train.marks import Mark
from residency.train.retention import Retention
from residency.train.standing import Standing

Share = dict[str, torch.Tensor]


class _Phase(Enum):
    IDLE = auto()
    WRITING = auto()  # every rank its share
    COMMITTING = auto()  # rank 0, after the vote


class Saver:
    """Writes the checkpoints of one attempt. The calls marked so are collective."""

    def __init__(self, engine: TrainEngine, root: Path, fingerprint: str) -> None:
        """Collective: agree on a name, then remove what killed attempts left."""
        self._engine, self._root, self._fingerprint = engine, root, fingerprint
        self.attempt = told_by_first(engine, uuid.uuid4().hex, 32)
        self._mark = Mark(root, self.attempt, engine.rank)
        self._retention = Retention(root, fingerprint)
        self._phase, self._task = _Phase.IDLE, _Task.nothing()
        self._standing: Standing | None = None
        self._written = StateFile(name="", sha256="0" * 64, bytes=0)
        engine.barrier()  # all have marked what they may write
        if engine.rank == 0:
            self._retention.forget_leftovers(self.attempt)

    def save(self, standing: Standing) -> None:
        """Collective: copy the state of this step; the rest happens behind. Waits for the last."""
        self.settle()
        self._standing = standing
        share = _copied(self._engine)
        self._task = _Task(lambda: self._write(share))
        self._phase = _Phase.WRITING

    def signals(self) -> tuple[float, float]:
        """Whether this rank's thread is done, and whether it failed: to be summed over ranks."""
        return float(self._task.is_done), float(self._task.error is not None)

    def advance(self, ready: float, failed: float) -> None:
        """Collective, with the sums of everyone's signals: go on where all are ready.

        Raises EnvironmentProblem on every rank where one could not write.
        """
        if failed:
            raise self._failure(int(failed))
        if self._phase is _Phase.IDLE or ready < self._engine.world_size:
            return
        if self._phase is _Phase.WRITING:
            self._vote()
        else:
            self._phase = _Phase.IDLE

    def settle(self) -> None:
        """Collective: return once what was saved is committed."""
        while self._phase is not _Phase.IDLE:
            self._task.join()
            self.advance(*self._engine.sum(self.signals()))

    def close(self) -> None:
        """End the thread's work and give up the mark; what is not committed by now never is."""
        self._task.join()
        self._mark.close()

    def _vote(self) -> None:
        """Each rank says what it has written; rank 0 makes the manifest of it."""
        reached(Place.VOTE)
        own = self._written
        votes = told_by_all(self._engine, [float(own.bytes), *to_words(own.sha256)])
        self._task = _Task.nothing()
        if self._engine.rank == 0:
            names = list(self._engine.trained())
            self._task = _Task(lambda: self._commit(votes, names))
        self._phase = _Phase.COMMITTING

    def _write(self, share: Share) -> None:
        folder = self._folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / _share_name(self._engine.rank, self._engine.world_size)
        described = [describe(name, tensor.numpy()) for name, tensor in share.items()]
        with HashedFile(path) as file:
            file.write(header(described))
            for tensor in described:
                reached(Place.SHARD)
                file.write(share.pop(tensor.name).numpy())
        flush(path)
        flush(folder)
        reached(Place.SHARD_WRITTEN, path)
        self._written = StateFile(name=path.name, sha256=file.sha256, bytes=file.bytes)

    def _commit(self, votes: Sequence[Sequence[float]], names: Sequence[str]) -> None:
        assert self._standing is not None
        folder, world_size = self._folder(), len(votes)
        manifest = Manifest(
            fingerprint=self._fingerprint,
            attempt=self.attempt,
            step=self._standing.step,
            world_size=world_size,
            parameters=tuple(names),
            files=tuple(
                StateFile(
                    name=_share_name(rank, world_size),
                    sha256=from_words(words),
                    bytes=int(size),
                )
                for rank, (size, *words) in enumerate(votes)
            ),
            standing=self._standing,
        )
        _require_files(folder, manifest)
        reached(Place.MANIFEST, folder)
        write_once(folder / MANIFEST, manifest.model_dump_json(by_alias=True, indent=1).encode())
        reached(Place.COMMIT, folder)
        write_once(folder / COMMIT, digest(folder / MANIFEST).encode())
        flush(folder.parent)
        reached(Place.COMMITTED, folder)
        replace(self._root / LATEST, f"{folder.relative_to(self._root)}\n".encode())
        reached(Place.POINTED, folder)
        self._retention.forget_old()

    def _folder(self) -> Path:
        assert self._standing is not None
        return attempt_folder(self._root, self._standing.step, self.attempt)

    def _failure(self, failed: int) -> ResidencyError:
        error = self._task.error
        if error is not None and not isinstance(error, OSError | ResidencyError):
            return StepFailed(f"The checkpoint's thread failed: {error!r}.", "See the log.")
        step = self._standing.step if self._standing else 0
        return EnvironmentProblem(
            f"The checkpoint of step {step} could not be written by {failed} of "
            f"{self._engine.world_size} ranks: {error or 'see the other ranks'}.",
            f"Free space or correct the permissions of {self._root}, and run again.",
        )


class _Task(threading.Thread):
    """Work of a thread of its own, and what became of it."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(name="checkpoint", daemon=True)
        self._work: Callable[[], None] | None = work
        self._done = threading.Event()
        self.error: Exception | None = None
        self.start()

    @classmethod
    def nothing(cls) -> _Task:
        """One that is done."""
        task = cls(lambda: None)
        task.join()
        return task

    @property
    def is_done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._done.is_set()

    def run(self) -> None:
        work, self._work = self._work, None  # what it holds is freed when it ends
        assert work is not None
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised on every rank at the next step's end
            self.error = error
        finally:
            self._done.set()


def _copied(engine: TrainEngine) -> Share:
    share = {}
    for fragment in engine.own_share():
        reached(Place.COPY)
        for field in FIELDS:
            value: torch.Tensor = getattr(fragment.state, field)
            share[tensor_name(field, fragment.start, fragment.name)] = value
    return share


def _share_name(rank: int, world_size: int) -> str:
    return f"state-{rank:05d}-of-{world_size:05d}.safetensors"


def _require_files(folder: Path, manifest: Manifest) -> None:
    """What other ranks say they wrote is seen from here, or COMMIT would vouch for nothing."""
    for file in manifest.files:
        path = folder / file.name
        if not path.is_file() or path.stat().st_size != file.bytes:
            raise FileNotFoundError(
                f"{path} was written by another rank and is not seen by rank 0: put the "
                "checkpoints on a file system that all nodes share"
            )
