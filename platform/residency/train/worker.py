"""One rank of a training job, from its payload to a model folder.

It runs under Ray Train and, unchanged, under plain torchrun: all it takes from either is the
process group or the environment that describes one. Which engine it runs is the caller's.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from residency.errors import Preempted, WorkerLost
from residency.model.adapters import add_adapters
from residency.model.build import DTYPES, build_config, build_model, load_model, set_dropout
from residency.model.dimensions import image_side, text_config
from residency.model.export import export_model
from residency.model.folder import check_folder
from residency.model.freeze import FreezeTable, freeze
from residency.model.words import load_words
from residency.plan import layout
from residency.plan.work import TrainWork
from residency.train.account import EXPORT
from residency.train.data import PackedRows, Sharing
from residency.train.drain import drainable
from residency.train.engine import ModelSource, TrainEngine
from residency.train.failpoints import Place, reached
from residency.train.heartbeat import Heart, Phase
from residency.train.inputs import (
    MODEL_ROLE,
    SHARDS_ROLE,
    TOKENIZER_ROLE,
    await_inputs,
    bytes_below,
)
from residency.train.loop import Hooks, LoopPlan, Tally, train
from residency.train.loss import LossModel
from residency.train.meter import device_name, meter_of
from residency.train.metrics import MetricsWriter
from residency.train.payload import (
    STOP_FILE,
    Ending,
    PartParameters,
    TrainOutcome,
    TrainPayload,
    write_outcome,
)
from residency.train.retention import KEPT
from residency.train.schedule import total_steps

STATE_BYTES = 12  # a trained parameter in a checkpoint: weight and both moments, fp32

EngineFactory = Callable[[TrainWork, ModelSource], TrainEngine]
"""Makes an engine of a work and of where the model comes from."""


def run_worker(payload: TrainPayload, make_engine: EngineFactory) -> TrainOutcome:
    """Train this rank's share. Rank 0 writes the model, the curves and outcome.json.

    A stop (the file STOP in the attempt's folder, SIGTERM, or a drain of the machine) ends it in
    order: a checkpoint, and an outcome that says `preempted`. Raises what the loop and the inputs
    raise, and WorkerLost where another rank went away.
    """
    with drainable(Path(payload.folder) / STOP_FILE):
        return _run_worker(payload, make_engine)


def _run_worker(payload: TrainPayload, make_engine: EngineFactory) -> TrainOutcome:
    folder = Path(payload.folder)
    heart = Heart(folder, int(os.environ.get("RANK", "0")))
    stop = StopRequest(folder / STOP_FILE)
    heart.beat(Phase.WAIT)
    awaited = await_inputs(payload, stop)
    inputs = awaited.paths
    _weigh_reading(heart, payload, inputs)
    heart.beat(Phase.LOAD)
    tally = Tally(began=_began(payload))
    work = payload.work
    with peers_watched():
        rows = PackedRows(inputs[SHARDS_ROLE])
        stage = StageModel(work, inputs, payload.seed)
        stage.sources = len(rows.sources)
        engine = make_engine(work, stage)
        reached(Place.LOADED)
        _weigh_writing(heart, stage.table)
        plan = _loop_plan(payload, rows, engine, stage, awaited.content(engine))
        hooks = Hooks(_curves(folder, engine).write, stop, heart.beat)
        ending = _train(engine, rows, plan, tally, hooks)
        if ending is Ending.DONE:
            heart.beat(Phase.EXPORT, tally.step)
            with tally.timed(EXPORT):
                _export(engine, stage, inputs, folder / layout.MODEL)
    outcome = _outcome(tally, ending, engine, stage)
    tally.tell(ended=True)
    if engine.rank == 0:
        write_outcome(folder, outcome)
    heart.beat(Phase.ENDED, tally.step)
    return outcome


def _curves(folder: Path, engine: TrainEngine) -> MetricsWriter:
    """Rank 0 reports: its file is there though no step is left to make."""
    writer = MetricsWriter(folder / layout.METRICS)
    if engine.rank == 0:
        writer.begin()
    return writer


def _began(payload: TrainPayload) -> float:
    """Since when an attempt's time counts, in seconds since the epoch: since it was asked for, or
    since its inputs were there, where it was started before them and its imports cost nobody time.
    """
    now = time.time()
    asked = payload.asked_at or now
    there = (Path(awaited.record).stat().st_mtime for awaited in payload.awaited.values())
    return min(now, max([asked, *there]))


def _weigh_reading(heart: Heart, payload: TrainPayload, inputs: Mapping[str, Path]) -> None:
    """A checkpoint is read twice: to be verified, then to be restored."""
    checkpoints = bytes_below(Path(payload.checkpoints))
    heart.weigh(Phase.LOAD, sum(map(bytes_below, inputs.values())) + 2 * checkpoints)


def _weigh_writing(heart: Heart, table: FreezeTable) -> None:
    """A checkpoint is written, and read once to be verified; so are, by a new attempt, those that
    are kept: the last ones and the best. A model is no larger than fp32.
    """
    heart.weigh(Phase.CHECKPOINT, (3 + KEPT) * STATE_BYTES * table.trained)
    heart.weigh(Phase.EXPORT, 4 * table.total)


@contextmanager
def peers_watched() -> Iterator[None]:
    """Turn what a collective raises when another rank has gone into WorkerLost."""
    try:
        yield
    except RuntimeError as error:  # gloo has no class of its own; NCCL's is a subclass
        text = str(error)
        if not any(sign in text for sign in ("gloo", "NCCL", "DistStore", "TCPStore")):
            raise
        raise WorkerLost(
            f"Another rank went away: {text.splitlines()[0]}.", "See the log of that rank."
        ) from error


class StopRequest:
    """Whether this attempt was asked to end: by a file that all nodes see, or by SIGTERM."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signalled = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: self._signalled.set())

    def __call__(self) -> bool:
        return self._signalled.is_set() or self._path.exists()


class StageModel:
    """Builds the model that a stage starts from, and remembers what of it is trained."""

    def __init__(self, work: TrainWork, inputs: Mapping[str, Path], seed: int) -> None:
        self._work, self._inputs, self._seed = work, inputs, seed
        self.table = FreezeTable(())
        self.adapters: tuple[str, ...] = ()
        self.image_size = self.vocabulary = 0
        self.sources = 0  # entries of the mixture
        self.module: LossModel | None = None

    @property
    def is_loaded(self) -> bool:
        return MODEL_ROLE in self._inputs

    def build(self) -> LossModel:
        """Raises ModelFolderError, NotSupportedYet and SpecError as its parts do."""
        identity = self._work.identity
        dtype = DTYPES[identity.precision]
        if self.is_loaded:
            check_folder(self._inputs[MODEL_ROLE])
            model = load_model(self._inputs[MODEL_ROLE], dtype=dtype)
        else:
            words = load_words(self._inputs[TOKENIZER_ROLE])
            model = build_model(build_config(identity.model, words), seed=self._seed, dtype=dtype)
        set_dropout(model, identity.dropout)
        if self._work.execution.activation_checkpointing:
            model.activation_checkpointing_enable({"use_reentrant": False})
        self.adapters = add_adapters(
            model, identity.model.adapters, identity.train, seed=self._seed
        )
        self.table = freeze(model, identity.train)
        self.image_size = image_side(model)
        self.vocabulary = text_config(model).vocab_size
        self.module = LossModel(model, balance=identity.loss.router_balance > 0)
        self.module.sources = self.sources
        return self.module

    @property
    def looks_at_images(self) -> bool:
        """Whether a trained parameter needs the vision tower to run."""
        return any(row.trained for row in self.table.parts if row.part in ("vision", "projector"))


def _loop_plan(
    payload: TrainPayload,
    rows: PackedRows,
    engine: TrainEngine,
    stage: StageModel,
    content: Mapping[str, str],
) -> LoopPlan:
    identity, execution = payload.work.identity, payload.work.execution
    sees_images = rows.images > 0 or stage.looks_at_images
    return LoopPlan(
        optimizer=identity.optimizer,
        steps=total_steps(identity.optimizer, len(rows), int(rows.tokens.sum())),
        seed=payload.seed,
        sharing=Sharing(
            identity.optimizer.global_batch, execution.micro_batch, engine.rank, engine.world_size
        ),
        checkpoints=Path(payload.checkpoints),
        fingerprint=payload.fingerprint,
        inputs=content,
        checkpoint_every=execution.checkpoint_every,
        stand_in=stage.image_size if sees_images else None,
        meter=meter_of(payload.work, engine.world_size, stage.vocabulary, device_name()),
    )


def _train(
    engine: TrainEngine, rows: PackedRows, plan: LoopPlan, tally: Tally, hooks: Hooks
) -> Ending:
    try:
        train(engine, rows, plan, tally, hooks)
    except Preempted:
        return Ending.PREEMPTED
    return Ending.DONE


def _export(
    engine: TrainEngine, stage: StageModel, inputs: Mapping[str, Path], folder: Path
) -> None:
    reached(Place.EXPORT)
    weights = engine.weights()
    if weights is not None and stage.module is not None:
        tokenizer = inputs.get(TOKENIZER_ROLE) or inputs[MODEL_ROLE]
        export_model(stage.module.model, weights, tokenizer, folder)
        check_folder(folder)
        reached(Place.EXPORTED, folder)
    engine.barrier()


def _outcome(tally: Tally, ending: Ending, engine: TrainEngine, stage: StageModel) -> TrainOutcome:
    tenth = max(1, len(tally.losses) // 10)
    return TrainOutcome(
        ending=ending,
        steps=tally.step,
        resumed_from=tally.resumed_from,
        tokens=tally.tokens,
        target_tokens=tally.target_tokens,
        parameters=stage.table.total,
        trained_parameters=stage.table.trained,
        parts=tuple(
            PartParameters(part=row.part, trained=row.trained, frozen=row.frozen)
            for row in stage.table.parts
        ),
        adapters=stage.adapters,
        world_size=engine.world_size,
        first_loss=_mean(tally.losses[:tenth]),
        last_loss=_mean(tally.losses[-tenth:]),
        seconds=tally.all_seconds(),
        passed_over=tally.passed_over,
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
