"""The replay of one journal into a tracker: in order, from the last acknowledged entry on.

What was done is noted after it was done. Who is killed in between does it again, which changes
nothing: every call of the port may be made twice.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from residency.adapters.journal.entry import (
    ENTRY,
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
    StoredTable,
    Tags,
    restored,
)
from residency.adapters.journal.place import Place
from residency.errors import RunGone, TrackerAway, TrackerRefused
from residency.plan.record import TrackedRun
from residency.ports import Point, TrackedStep, Tracker
from residency.train.durable import replace
from residency.train.line_log import Line, read_lines

logger = logging.getLogger(__name__)

POINTS_AT_ONCE = 1000
LARGE = 16 << 20  # bytes of a log, and of its files, that are replayed and still kept


class Ack(BaseModel):
    """How far a journal was replayed, and which runs that opened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    offset: int = 0
    runs: dict[str, Open] = {}


Cut = Callable[[int, Callable[[], None]], bool]
"""Has a log that ends at an offset forget its lines, after a call; False where it goes on."""

Listener = Callable[[str, TrackedRun | None], None]
"""Hears which ids the tracker gave to the run of a key."""


@dataclass(slots=True)
class _Unit:
    """What is done and acknowledged together: points, then at most one other entry."""

    points: dict[str, list[Point]]
    entry: Entry | None = None
    end: int = 0


class Replay:
    """Brings one journal, whose lock is held, into a tracker."""

    def __init__(self, place: Place, target: Tracker, listener: Listener | None = None) -> None:
        self._place, self._target, self._listener = place, target, listener
        self._ack = read_ack(place)
        self._steps: dict[str, TrackedStep] = {}
        self._spent: list[Path] = []  # files of calls that were replayed

    def drain(
        self,
        goes_on: Callable[[], bool] = lambda: True,
        behind: AbstractSet[str] = frozenset(),
    ) -> int:
        """Replay what is there by now; how many units that were.

        `behind` are keys of runs of which an earlier journal has not arrived: what this one says
        of them waits for it. Raises TrackerAway there, and where the tracker is away: what is
        left waits, and nothing was lost.
        """
        done = 0
        _keep_order(self._ack.runs, behind)
        for unit in _units(read_lines(self._place.log, self._ack.offset, FORMAT), self._place):
            if not goes_on():
                break
            if isinstance(unit.entry, Open):
                _keep_order([unit.entry.run], behind)
            self._do(unit)
            done += 1
        return done

    def shorten(self, cut: Cut, large: int = LARGE) -> None:
        """Forget what was replayed, where that is all of the log and much; for its own process.

        What is acknowledged is on the disk first: after a power cut an acknowledgement of more
        than the log holds would skip what is written next.
        """
        kept = self._ack.offset + sum(path.stat().st_size for path in self._spent)
        if kept < large or not cut(self._ack.offset, self._start_over):
            return
        for path in self._spent:
            shutil.rmtree(path.parent, ignore_errors=True)
        self._spent.clear()

    def _start_over(self) -> None:
        self._ack = Ack(runs=self._ack.runs)
        replace(self._place.ack, self._ack.model_dump_json().encode())

    def _do(self, unit: _Unit) -> None:
        try:
            for key, points in unit.points.items():
                self._attempt(key, partial(self._log_points, key, points))
            if unit.entry is not None:
                self._attempt(unit.entry.run, partial(self._apply, unit.entry))
        except RunGone:
            self._steps.clear()  # the next try opens them again
            raise
        runs = self._ack.runs
        if isinstance(unit.entry, Open):
            runs = {**runs, unit.entry.run: unit.entry}
        self._ack = Ack(offset=unit.end, runs=runs)
        unfinished = self._place.ack.with_suffix(".partial")
        unfinished.write_text(self._ack.model_dump_json(), encoding="utf-8")
        unfinished.replace(self._place.ack)  # after a power cut an older one is as good
        if isinstance(unit.entry, LogFile | LogTable | LogCurves):
            path = self._place.folder / unit.entry.file
            self._spent += [path] if path.is_file() else []

    def _attempt(self, key: str, call: Callable[[], None]) -> None:
        """Make a call; one that is refused is noted, and does not hold up the rest.

        So is one that fails as no call should: it would fail again.
        """
        try:
            call()
        except TrackerRefused as error:
            self._note_refused(key, error.message)
        except (TrackerAway, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread lives on
            # The type alone: its text may quote what was to be logged.
            self._note_refused(key, f"an unexpected {type(error).__name__}")

    def _note_refused(self, key: str, reason: str) -> None:
        logger.warning("not tracked: %s", reason)
        with self._place.refused.open("a", encoding="utf-8") as file:
            file.write(Tags(run=key, values={"refused": reason}).model_dump_json() + "\n")

    def _log_points(self, key: str, points: Sequence[Point]) -> None:
        self._step(key).points(points)

    def _step(self, key: str) -> TrackedStep:
        if key not in self._steps:
            opened = self._ack.runs.get(key)
            if opened is None:
                raise TrackerRefused(f"run {key} was never opened in {self._place.folder.name}")
            self._open(opened)
        return self._steps[key]

    def _open(self, entry: Open) -> None:
        if entry.parent is None:
            step = self._target.pipeline(entry.pipeline, entry.name, entry.tags, at=entry.at)
        else:
            step = self._target.step(
                self._step(entry.parent), entry.name, entry.run, entry.tags, at=entry.at
            )
        self._steps[entry.run] = step
        if self._listener is not None:
            self._listener(entry.run, step.ids)

    def _apply(self, entry: Entry) -> None:
        if isinstance(entry, Open):
            self._open(entry)
            return
        step = self._step(entry.run)
        match entry:
            case Params():
                step.params(entry.values)
            case Tags():
                step.tags(entry.values)
            case Inputs():
                step.inputs(entry.inputs)
            case Finish():
                step.finish(entry.outcome, at=entry.at)
            case LogFile() | LogTable() | LogCurves():
                self._apply_file(step, entry)

    def _apply_file(self, step: TrackedStep, entry: LogFile | LogTable | LogCurves) -> None:
        path = self._place.folder / entry.file
        if not path.is_file():
            raise TrackerRefused(f"{entry.file} is gone from {self._place.folder.name}")
        match entry:
            case LogFile():
                step.file(path, entry.folder)
            case LogTable():
                step.table(restored(StoredTable.model_validate_json(path.read_bytes())))
            case LogCurves():
                plot = Plot.model_validate_json(path.read_bytes())
                step.curves(plot.name, plot.curves, x=plot.x, y=plot.y)


def read_ack(place: Place) -> Ack:
    """How far the journal was replayed; from its start where that cannot be read."""
    try:
        return Ack.model_validate_json(place.ack.read_bytes())
    except (FileNotFoundError, ValidationError):
        return Ack()


def keys(place: Place) -> set[str]:
    """Keys of the runs that a journal has opened, or will."""
    ack = read_ack(place)
    lines = read_lines(place.log, ack.offset, FORMAT)
    entries = (_read(line, place) for line in lines if b'"open"' in line.content)
    return {*ack.runs, *(entry.run for entry in entries if isinstance(entry, Open))}


def _keep_order(opened: Iterable[str], behind: AbstractSet[str]) -> None:
    for key in opened:
        if key in behind:
            raise TrackerAway(f"what an earlier journal says of run {key} has not arrived")


def _units(lines: Iterator[Line], place: Place) -> Iterator[_Unit]:
    unit = _Unit({})
    count = 0
    for line in lines:
        unit.end = line.end
        entry = _read(line, place)
        if entry is None:
            continue
        if isinstance(entry, Points):
            unit.points.setdefault(entry.run, []).extend(entry.points)
            count += len(entry.points)
        else:
            unit.entry = entry
        if unit.entry is not None or count >= POINTS_AT_ONCE:
            yield unit
            unit, count = _Unit({}), 0
    if unit.end:
        yield unit


def _read(line: Line, place: Place) -> Entry | None:
    """The entry; None for what a power cut left, which was never acknowledged."""
    try:
        return ENTRY.validate_json(line.content)
    except ValidationError:
        logger.warning("%s: a line that ends at %d is damaged: skipped", place.log, line.end)
        return None
