"""Which executor does which kind of step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from residency.evaluate.step import gate_step
from residency.plan.work import RegisterWork, Step, StepKind
from residency.ports import Executor, StepContext, StepResult
from residency.release.step import register_step
from residency.wiring.machinery import Machinery
from residency.wiring.release import desk
from residency.wiring.sources import open_source_folder
from residency.wiring.tracking import Tracking

if TYPE_CHECKING:
    from residency.wiring.residency import Residency


class Executors:
    """Picks an executor by kind; imports its machinery when it is called."""

    def __init__(self, residency: Residency, machinery: Machinery, tracking: Tracking) -> None:
        self._residency = residency
        self._machinery = machinery
        self._tracking = tracking
        self._kinds: Mapping[StepKind, Executor] = {
            StepKind.INGEST: self.ingest,
            StepKind.TOKENIZER: self.tokenizer,
            StepKind.ASSEMBLE: self.assemble,
            StepKind.DECONTAMINATE: self.decontaminate,
            StepKind.PACK: self.pack,
            StepKind.TRAIN: self.train,
            StepKind.EVALUATE: self.evaluate,
            StepKind.GATE: gate_step,
            StepKind.REGISTER: self.register,
        }

    def __call__(self, step: Step) -> Executor:
        """The executor of a step."""
        return self._kinds[step.kind]

    def ingest(self, context: StepContext) -> StepResult:
        self._machinery.ray()
        from residency.adapters.ray.ingest import Means, ingest_step
        from residency.wiring.finders import searching_finders

        means = Means(self._residency.keys, open_source_folder, searching_finders())
        return ingest_step(context, means)

    def tokenizer(self, context: StepContext) -> StepResult:
        from residency.adapters.ray.tokenizer import tokenizer_step

        return tokenizer_step(context)

    def assemble(self, context: StepContext) -> StepResult:
        # Imported here: torch takes seconds, which a cached step should not.
        from residency.model.step import assemble_step

        return assemble_step(context)

    def decontaminate(self, context: StepContext) -> StepResult:
        self._machinery.ray()
        from residency.adapters.ray.decontaminate import decontaminate_step

        return decontaminate_step(context)

    def pack(self, context: StepContext) -> StepResult:
        self._machinery.ray()
        from residency.adapters.ray.pack import pack_step

        return pack_step(context)

    def train(self, context: StepContext) -> StepResult:
        from residency.wiring.training import train_step

        return train_step(context, self._machinery, self._residency.settings.store)

    def evaluate(self, context: StepContext) -> StepResult:
        context.earlier.records()
        pool = self._machinery.pool()
        from residency.adapters.ray.evaluate import evaluate_step

        return evaluate_step(context, pool)

    def register(self, context: StepContext) -> StepResult:
        work = context.step.work
        assert isinstance(work, RegisterWork)
        tenant = desk(self._residency, context.plan.tenant, self._tracking.connection)
        return register_step(context, tenant, self._residency.identity.current(), work.rules)
