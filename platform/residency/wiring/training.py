"""The executor of training steps: a Ray Train job, its curves followed while it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from residency.data.sample import lowest_state
from residency.errors import Preempted
from residency.plan import layout
from residency.plan.record import Metric
from residency.plan.work import TrainWork
from residency.ports import Curve, Point, Progress, StepContext, StepResult, Table
from residency.train.account import goodput
from residency.train.metrics import MetricsFollower
from residency.train.payload import (
    AwaitedInput,
    Ending,
    PartParameters,
    TrainOutcome,
    TrainPayload,
)
from residency.wiring.machinery import Machinery

ENTRY = "residency.wiring.worker:train_worker"  # a text: importing the worker imports torch
LOSS, MFU = "loss", "mfu"
PLOTS = {"loss": LOSS, "learning_rate": "lr", "gradient_norm": "grad_norm"}
SHOWN = ("loss", "tokens_per_second")
LAST_OF_A_STEP = "target_tokens"  # of the points that every step has


def train_step(context: StepContext, machinery: Machinery, store: Path) -> StepResult:
    """Train one stage. Raises what its workers raise, or Preempted when it was stopped."""
    from residency.adapters.ray.train import run_training

    work = context.step.work
    assert isinstance(work, TrainWork)
    machinery.ray()
    follower = _Follower(context, work)
    payload = _payload(context, work, store)
    try:
        outcome = run_training(payload, ENTRY, follower.add, context.stopping)
    finally:
        follower.flush()  # what was computed before it failed is tracked too
    if outcome.ending is Ending.PREEMPTED:
        raise Preempted(f"step {context.step.id} stopped at step {outcome.steps}", "Run again.")
    context.earlier.paths()  # what was trained on is still what the records say, or DataError
    records = context.earlier.records()
    state = lowest_state({f"step {name}": one.data_state for name, one in records.items()})
    curve = follower.finish(outcome)
    context.track.table(parameters_table(outcome.parts))
    context.track.params(parameter_counts(outcome.parts))
    return StepResult(
        outputs=(layout.MODEL, layout.METRICS),
        metrics=(*loss_metrics(curve), *mfu_metrics(curve), *time_metrics(outcome.seconds)),
        tokens=outcome.tokens,
        seconds=outcome.seconds,
        world_size=outcome.world_size,
        data_state=state,
        notes={
            "steps": str(outcome.steps),
            "resumed from": str(outcome.resumed_from),
            **_faults(outcome),
            "goodput": f"{goodput(outcome.seconds):.1%}",
            "trained": f"{outcome.trained_parameters:,} of {outcome.parameters:,}",
            **_merged(outcome),
        },
    )


def parameters_table(parts: Sequence[PartParameters]) -> Table:
    """What the stage trained and what it left as it was, a row for each part of the model."""
    return Table(
        name="parameters",
        columns=("part", "trained", "frozen"),
        rows=tuple((row.part.value, row.trained, row.frozen) for row in parts),
    )


def parameter_counts(parts: Sequence[PartParameters]) -> dict[str, str]:
    """The same as parameters of the run, so that runs can be told apart and searched by them."""
    counts = {f"parameters.{row.part.value}.trained": row.trained for row in parts}
    counts |= {f"parameters.{row.part.value}.frozen": row.frozen for row in parts}
    return {name: str(number) for name, number in counts.items()}


def _merged(outcome: TrainOutcome) -> dict[str, str]:
    """What the exported folder holds of adapters."""
    if not outcome.adapters:
        return {}
    names = ", ".join(outcome.adapters)
    return {"adapters": f"{names}: merged into the weights, and by itself below adapters/"}


def _faults(outcome: TrainOutcome) -> dict[str, str]:
    return (
        {"checkpoints passed over": "; ".join(outcome.passed_over)} if outcome.passed_over else {}
    )


def _payload(context: StepContext, work: TrainWork, store: Path) -> TrainPayload:
    """Every input is awaited by its record: a job may be launched before it is there."""
    plan = context.plan
    return TrainPayload(
        step=context.step.id,
        fingerprint=context.step.fingerprint,
        work=work,
        seed=work.identity.seed,
        folder=str(context.folder),
        checkpoints=str(context.checkpoints),
        awaited={
            role: AwaitedInput(
                record=str(store / layout.record_key(plan.tenant, plan.step(ref.step))),
                artifact=ref.artifact,
                root=str(store),
            )
            for role, ref in context.step.inputs.items()
        },
    )


def loss_metrics(curve: Sequence[Point]) -> Iterator[Metric]:
    """Medians of the first and the last tenth of the whole stage, attempts before included."""
    losses = [point.value for point in curve if point.name == LOSS]
    tenth = max(1, len(losses) // 10)
    if losses:
        yield Metric(name="loss.first_tenth", value=median(losses[:tenth]))
        yield Metric(name="loss.last_tenth", value=median(losses[-tenth:]))


def mfu_metrics(curve: Sequence[Point]) -> Iterator[Metric]:
    """The median step's; none where the hardware's peak is not known."""
    shares = [point.value for point in curve if point.name == MFU]
    if shares:
        yield Metric(name=MFU, value=median(shares), protocol="median step, arXiv 2204.02311 B")


def time_metrics(seconds: Mapping[str, float]) -> Iterator[Metric]:
    """Goodput, and the seconds of each cause, over all attempts."""
    yield Metric(name="goodput", value=goodput(seconds), protocol="productive of all seconds")
    for cause, value in seconds.items():
        yield Metric(name=f"goodput.seconds.{cause}", value=value)


class _Follower:
    """Passes points on to the tracker and to the display, and keeps them for the plots."""

    def __init__(self, context: StepContext, work: TrainWork) -> None:
        self.context = context
        self.total = work.identity.optimizer.steps or 0
        self.points: list[Point] = []
        self.waiting: list[Point] = []
        self.figures: dict[str, float] = {}

    def add(self, point: Point) -> None:
        self.points.append(point)
        self.waiting.append(point)
        if point.name in SHOWN:
            self.figures[point.name] = point.value
        if point.name == LAST_OF_A_STEP:
            progress = Progress(self.context.step.id, point.step, self.total, dict(self.figures))
            self.context.progress.update(progress)
            self.flush()

    def flush(self) -> None:
        self.context.track.points(self.waiting)
        self.waiting = []

    def finish(self, outcome: TrainOutcome) -> list[Point]:
        """Log what is left, the part of the curves that earlier attempts made, and the plots.

        Returns the points of the whole stage, by step.
        """
        before = list(points_before(self.context.folder, outcome.resumed_from))
        self.waiting += before
        self.flush()
        everything = sorted([*before, *self.points], key=lambda point: point.step)
        for title, name in PLOTS.items():
            curve = _curve(title, [point for point in everything if point.name == name])
            if curve.x:
                self.context.track.curves(title, [curve], x="step", y=title)
        return everything


def _curve(title: str, points: Sequence[Point]) -> Curve:
    return Curve(title, tuple(float(p.step) for p in points), tuple(p.value for p in points))


def points_before(folder: Path, until: int) -> Iterator[Point]:
    """Points up to step `until` that attempts before this one wrote."""
    seen: dict[tuple[str, int], Point] = {}
    for path in sorted(folder.parent.glob(f"*/{layout.METRICS}")):
        if path.parent == folder:
            continue
        for point in MetricsFollower(path).new():  # a killed worker may leave half a line
            if point.step <= until:
                seen[point.name, point.step] = point
    yield from seen.values()
