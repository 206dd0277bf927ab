"""The Tracker port on a local write-ahead log: takes every call at once, reaches no network."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

from residency.adapters.journal.entry import (
    FORMAT,
    Entry,
    Finish,
    Inputs,
    LogCurves,
    LogFile,
    LogTable,
    Open,
    Params,
    Plot,
    Points,
    Tags,
    stored,
)
from residency.adapters.journal.place import Place
from residency.plan.record import TrackedRun
from residency.ports import Curve, DataInput, Point, Table, TrackedStep
from residency.train.durable import flush, replace
from residency.train.line_log import LineLog

IdsOf = Callable[[str], TrackedRun | None]
"""The tracker's ids of the run of a key; None where it has none yet."""


class Journal:
    """Implements the Tracker port; `Mirror` brings what it holds to a tracker.

    Points are written at once and synced within seconds; everything else is synced at once.
    """

    def __init__(self, place: Place, check: Callable[[], None], ids_of: IdsOf) -> None:
        """Nothing is written before the first call. `check` is the tracker's own."""
        self.place = place
        self.ids_of = ids_of
        self._check = check
        self._log: LineLog | None = None
        self._lock = threading.Lock()
        self._numbers = count(1)

    def check(self) -> None:
        """Raise EnvironmentProblem where the tracker cannot be used."""
        self._check()

    def pipeline(
        self, pipeline: str, run: str, tags: Mapping[str, str], *, at: float | None = None
    ) -> TrackedStep:
        """The parent run of one run of a pipeline."""
        opened = JournalRun(self, run, pipeline)
        opened.open(run, tags, None, at)
        return opened

    def step(
        self,
        parent: TrackedStep,
        step: str,
        key: str,
        tags: Mapping[str, str],
        *,
        at: float | None = None,
    ) -> TrackedStep:
        """A child run of a run of this journal."""
        if not isinstance(parent, JournalRun):
            raise TypeError(f"{parent!r} is not a run of this tracker")
        opened = JournalRun(self, key, parent.pipeline)
        opened.open(step, tags, parent.key, at)
        return opened

    def write(self, entry: Entry) -> None:
        """Append an entry. Raises EnvironmentProblem where the disk is full."""
        with self._lock:
            if self._log is None:
                self._log = LineLog(self.place.log, FORMAT)
        self._log.append([entry.model_dump_json()], sync=not isinstance(entry, Points))

    def new_file(self, name: str) -> Path:
        """The path of a file that an entry will speak of; its folder is made."""
        path = self.place.files / f"{next(self._numbers)}" / name
        path.parent.mkdir(mode=0o700, parents=True)
        return path

    def relative(self, path: Path) -> str:
        """As an entry names it."""
        return path.relative_to(self.place.folder).as_posix()

    def shorten(self, end: int, before: Callable[[], None]) -> bool:
        """Forget what was written, where it ends at `end`: see LineLog.cut."""
        return self._log is not None and self._log.cut(end, before)

    def close(self) -> None:
        """Nothing is written after this."""
        if self._log is not None:
            self._log.close()


class JournalRun:
    """Implements the TrackedStep port: one entry a call."""

    def __init__(self, journal: Journal, key: str, pipeline: str) -> None:
        self.key, self.pipeline = key, pipeline
        self._journal = journal

    @property
    def ids(self) -> TrackedRun | None:
        """The tracker's ids; None while it has none, as during an outage."""
        return self._journal.ids_of(self.key)

    def open(
        self, name: str, tags: Mapping[str, str], parent: str | None, at: float | None
    ) -> None:
        """Say that the run begins, or goes on."""
        self._journal.write(
            Open(
                run=self.key,
                pipeline=self.pipeline,
                name=name,
                parent=parent,
                tags=dict(tags),
                at=time.time() if at is None else at,
            )
        )

    def params(self, values: Mapping[str, str]) -> None:
        self._journal.write(Params(run=self.key, values=dict(values)))

    def tags(self, values: Mapping[str, str]) -> None:
        self._journal.write(Tags(run=self.key, values=dict(values)))

    def points(self, points: Sequence[Point]) -> None:
        if points:
            self._journal.write(Points(run=self.key, points=tuple(points)))

    def inputs(self, inputs: Sequence[DataInput]) -> None:
        self._journal.write(Inputs(run=self.key, inputs=tuple(inputs)))

    def table(self, table: Table) -> None:
        path = self._journal.new_file("table.json")
        replace(path, stored(table).model_dump_json().encode())
        self._journal.write(LogTable(run=self.key, file=self._journal.relative(path)))

    def curves(self, name: str, curves: Sequence[Curve], *, x: str, y: str) -> None:
        path = self._journal.new_file("plot.json")
        plot = Plot(name=name, curves=tuple(curves), x=x, y=y)
        replace(path, plot.model_dump_json().encode())
        self._journal.write(LogCurves(run=self.key, file=self._journal.relative(path)))

    def file(self, path: Path, folder: str = "") -> None:
        """Copy the file as it is now. Raises FileNotFoundError where it is absent."""
        copy = self._journal.new_file(path.name)
        shutil.copyfile(path, copy)
        flush(copy)
        entry = LogFile(run=self.key, file=self._journal.relative(copy), folder=folder)
        self._journal.write(entry)

    def finish(self, outcome: str, *, at: float | None = None) -> None:
        end = time.time() if at is None else at
        self._journal.write(Finish(run=self.key, outcome=outcome, at=end))
