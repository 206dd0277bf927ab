"""The execution of one step: the same code on every target.

Order matters: the attempt is written first, then its outputs, the record last. Whoever is killed
in between leaves an attempt without an end and no record, so the step runs again.
"""

from __future__ import annotations

import errno
import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from residency.errors import (
    EnvironmentProblem,
    GateRejected,
    Preempted,
    ResidencyError,
    StoreConflict,
)
from residency.flow.earlier import StoredEarlier
from residency.plan import layout
from residency.plan.fingerprint import identity
from residency.plan.record import Artifact, Attempt, Outcome, Record
from residency.plan.work import Plan, Step
from residency.ports import (
    Clock,
    DataInput,
    Executor,
    Identity,
    Point,
    ProgressSink,
    StepContext,
    StepResult,
    StopSignal,
    Store,
    TrackedStep,
)


@dataclass(frozen=True, slots=True)
class Execution:
    """What executing steps needs, apart from the step."""

    store: Store
    clock: Clock
    identity: Identity
    executor: Callable[[Step], Executor]
    tracked: Callable[[Plan, Step], TrackedStep]
    versions: Mapping[str, str]
    progress: ProgressSink


def execute_step(
    plan: Plan, step: Step, attempt_id: str, execution: Execution, stopping: StopSignal
) -> Record:
    """Run one attempt of a step and return its record. Raises what the executor raises."""
    store = execution.store
    attempt = _begin(plan, step, attempt_id, execution)
    track = execution.tracked(plan, step)
    earlier = StoredEarlier(plan, step, store, stopping)
    context = StepContext(
        plan=plan,
        step=step,
        attempt=attempt_id,
        folder=store.folder(layout.attempt_folder(plan.tenant, step, attempt_id)),
        checkpoints=store.folder(layout.checkpoints_folder(plan.tenant, step)),
        earlier=earlier,
        track=track,
        progress=execution.progress,
        stopping=stopping,
    )
    track.params(_params(step))
    try:
        with _full_disk_explained(step):
            result = execution.executor(step)(context)
        inputs = earlier.artifacts()
        track.inputs(_data_inputs(earlier.records(), step))
        track.points(_points(result, execution.clock))
        record = _finish(context, result, attempt, inputs, execution)
    except BaseException as error:
        _end(context, attempt, error, execution)
        raise
    track.finish(Outcome.DONE.value)
    return record


@contextmanager
def _full_disk_explained(step: Step) -> Iterator[None]:
    """A step writes its artifacts itself, past the store that would say so."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise EnvironmentProblem(
            f"no space left for what step {step.id} writes",
            "Free some space, or set RESIDENCY_HOME to a folder on a larger disk "
            "(RESIDENCY_CACHE where the home is on S3).",
        ) from error


def _begin(plan: Plan, step: Step, attempt_id: str, execution: Execution) -> Attempt:
    attempt = Attempt(
        id=attempt_id, start=stamp(execution.clock.now()), node=platform.node(), pid=os.getpid()
    )
    _write_attempt(plan, step, attempt, execution.store)
    return attempt


def _end(
    context: StepContext, attempt: Attempt, error: BaseException, execution: Execution
) -> None:
    ended = attempt.model_copy(
        update={
            "end": stamp(execution.clock.now()),
            "outcome": outcome_of(error),
            "message": str(error)[:2000],
        }
    )
    context.track.finish(ended.outcome.value)
    _write_attempt(context.plan, context.step, ended, execution.store)


def outcome_of(error: BaseException) -> Outcome:
    """How an attempt that raised ended."""
    if isinstance(error, GateRejected):
        return Outcome.REJECTED
    if isinstance(error, Preempted | KeyboardInterrupt | SystemExit):
        return Outcome.PREEMPTED
    return Outcome.FAILED


def _write_attempt(plan: Plan, step: Step, attempt: Attempt, store: Store) -> None:
    key = f"{layout.attempt_folder(plan.tenant, step, attempt.id)}/{layout.ATTEMPT}"
    store.write(key, attempt.model_dump_json(indent=1).encode())


def _finish(
    context: StepContext,
    result: StepResult,
    attempt: Attempt,
    inputs: tuple[Artifact, ...],
    execution: Execution,
) -> Record:
    plan, step, store = context.plan, context.step, execution.store
    if result.rows is not None and not result.rows.balanced:
        raise ResidencyError(f"step {step.id} lost rows: {result.rows} does not add up")
    folder = layout.attempt_folder(plan.tenant, step, attempt.id)
    outputs = tuple(
        store.upload_tree(context.folder / name, f"{folder}/{name}", name)
        for name in result.outputs
    )
    done = attempt.model_copy(
        update={"end": stamp(execution.clock.now()), "outcome": Outcome.DONE}
    )
    _write_attempt(plan, step, done, store)
    fingerprints = {other.id: other.fingerprint for other in plan.steps}
    record = Record(
        tenant=plan.tenant,
        pipeline=plan.pipeline,
        step=step.id,
        kind=step.kind.value,
        fingerprint=step.fingerprint,
        identity=identity(step.work, step.inputs, fingerprints, execution.versions),
        inputs=inputs,
        outputs=outputs,
        overrides=plan.overrides,
        explicit=plan.explicit,
        submitter=execution.identity.current(),
        placement={"node": attempt.node},
        execution=_execution(step),
        world_size=result.world_size,
        versions=execution.versions,
        attempts=(*earlier_attempts(store, plan, step, attempt.id), done),
        rows=result.rows,
        tokens=result.tokens,
        seconds=result.seconds,
        data_state=result.data_state,
        key_id=result.key_id,
        metrics=result.metrics,
        notes=result.notes,
        tracked=context.track.ids,
    )
    return _write_record(store, layout.record_key(plan.tenant, step), record)


def _write_record(store: Store, key: str, record: Record) -> Record:
    try:
        store.put_if_absent(key, record.model_dump_json(indent=1).encode())
    except StoreConflict:
        there = Record.model_validate_json(store.read(key))
        if there.fingerprint == record.fingerprint and _present(store, there):
            return there  # another attempt was first; both computed the same
        store.write(key, record.model_dump_json(indent=1).encode())
    return record


def _present(store: Store, record: Record) -> bool:
    return all(any(True for _ in store.list(output.uri)) for output in record.outputs)


def earlier_attempts(store: Store, plan: Plan, step: Step, current: str) -> list[Attempt]:
    """The attempts before this one, oldest first; one that never ended was lost."""
    prefix = f"{layout.step_folder(plan.tenant, step)}/attempts/"
    found = []
    for key in store.list(prefix):
        if not key.endswith(f"/{layout.ATTEMPT}") or key == f"{prefix}{current}/{layout.ATTEMPT}":
            continue
        attempt = Attempt.model_validate_json(store.read(key))
        if attempt.outcome is Outcome.RUNNING:
            attempt = attempt.model_copy(update={"outcome": Outcome.LOST})
        found.append(attempt)
    return sorted(found, key=lambda attempt: attempt.start)


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _execution(step: Step) -> dict[str, JsonValue]:
    parts = {name: getattr(step.work, name, None) for name in ("execution", "resources")}
    return {
        name: part.model_dump(mode="json", by_alias=True) for name, part in parts.items() if part
    }


def _params(step: Step) -> dict[str, str]:
    """The work's leaves as `path: value`, for the tracker."""
    flat: dict[str, str] = {}

    def walk(value: object, path: str) -> None:
        if isinstance(value, dict):
            for key, child in value.items():
                walk(child, f"{path}.{key}" if path else str(key))
        elif value not in (None, [], ""):
            flat[path] = value if isinstance(value, str) else json.dumps(value)

    walk(step.work.identity.model_dump(mode="json", by_alias=True), "")
    walk(_execution(step), "")
    return flat


def _points(result: StepResult, clock: Clock) -> list[Point]:
    """The step's metrics with their intervals, as points of a curve with one step."""
    now = clock.now().timestamp()
    named = [
        (f"{metric.name}{suffix}", value)
        for metric in result.metrics
        for suffix, value in (("", metric.value), (".low", metric.low), (".high", metric.high))
        if value is not None
    ]
    return [Point(name, 0, value, now) for name, value in named]


def _data_inputs(records: Mapping[str, Record], step: Step) -> list[DataInput]:
    role = "evaluation" if step.kind.value == "evaluate" else "training"
    found = []
    for name, ref in step.inputs.items():
        if name == "shards" or name.startswith("samples"):
            record = records[ref.step]
            artifact = record.output(ref.artifact)
            rows = record.rows.out if record.rows else 0
            found.append(DataInput(ref.step, record.fingerprint[:12], artifact.sha256, role, rows))
    return found
