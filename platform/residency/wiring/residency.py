"""The application: what the command line, a job and a test ask of Residency."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from residency.adapters.journal.waiting import Waiting, waiting
from residency.adapters.local.clock import SystemClock
from residency.adapters.local.identity import OsIdentity
from residency.adapters.mlflow.address import Address
from residency.errors import NotSupportedYet, UserError
from residency.flow.execute import outcome_of, stamp
from residency.flow.runner import RunListener, RunSummary
from residency.flow.state import StepState, states
from residency.flow.versions import check_versions
from residency.plan import layout
from residency.plan.fingerprint import digest
from residency.plan.preparation import preparation
from residency.plan.record import Record
from residency.plan.resolve import resolve
from residency.plan.support import unsupported
from residency.plan.work import Plan
from residency.ports import ModelVersion, StopSignal
from residency.release.given import Given
from residency.spec.loader import Loaded, load_pipeline
from residency.wiring import facts
from residency.wiring.models import check_model_folders, not_looked_at, with_dimensions
from residency.wiring.release import Release, Served
from residency.wiring.runs import Run, end_run, new_run_id, runs, write_run
from residency.wiring.settings import Settings
from residency.wiring.signals import Either, StopOnSignals
from residency.wiring.storage import open_storage, unsupported_here
from residency.wiring.tracking import journals, sync_tracking, tracking_address

RUN_VARIABLE = "RESIDENCY_RUN"


class Residency:
    """All use cases, composed for the embedded target."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = SystemClock()
        self.identity = OsIdentity()
        storage = open_storage(settings, self.clock)
        self.store, self.locks, self.keys = storage.store, storage.locks, storage.keys
        self.release = Release(self)

    @property
    def home(self) -> Path:
        """The one folder below which all state lies, or all that is not in the bucket."""
        return self.settings.home

    @property
    def tracking(self) -> Address:
        """Where runs are tracked."""
        return tracking_address(self.settings)

    def load(self, path: str, sets: Sequence[str] = ()) -> Loaded:
        """Read and validate a pipeline; dimensions that it leaves out are those of its folders.

        Raises SpecError, ModelFolderError for a folder's config.json that cannot be used.
        """
        return with_dimensions(load_pipeline(path, sets))

    def plan(self, loaded: Loaded, *, remote: bool = False, prepare: bool = False) -> Plan:
        """Resolve a pipeline. Raises DataError where a source's folder is missing.

        `remote`: the data is where the plan will run, so it is not looked at here. Neither is
        that of a pipeline that cannot be run yet, so that its plan can be read.
        `prepare`: the steps that prepare data alone.
        """
        if prepare:
            whole = resolve(loaded, facts.gather(loaded, self.keys, remote=remote))
            return preparation(whole, loaded.pipeline)
        remote = remote or bool(unsupported(loaded.pipeline))
        return resolve(loaded, facts.gather(loaded, self.keys, remote=remote))

    def check_models(self, loaded: Loaded, *, planning: bool = False) -> None:
        """Raise ModelFolderError where a given folder is missing or cannot be used.

        `planning`: only of those that are here.
        """
        check_model_folders(loaded, planning=planning)

    def not_looked_at(self, loaded: Loaded) -> tuple[str, ...]:
        """The given folders that are not here, a line each."""
        return not_looked_at(loaded)

    def states(self, plan: Plan) -> tuple[StepState, ...]:
        """Which steps are cached, and why the others would run."""
        return states(plan, self.store, facts.library_versions())

    def write_plan(self, plan: Plan) -> str:
        """Put the plan into the store; its key there."""
        content = plan.model_dump(mode="json", by_alias=True)
        key = layout.plan_key(plan.tenant, plan.pipeline, digest(content))
        self.store.write(key, (json.dumps(content, indent=1) + "\n").encode())
        return key

    def read_plan(self, uri: str) -> Plan:
        """A plan by its key in the store, or by the path of its file."""
        path = Path(uri)
        try:
            text = path.read_bytes() if path.is_file() else self.store.read(uri)
        except FileNotFoundError:
            raise UserError(f"{uri}: no such plan", f"Plans lie below {self.store.url}.") from None
        return Plan.model_validate_json(text)

    def run(self, plan: Plan, listener: RunListener, *, wait: bool = False) -> RunSummary:
        """Bring every step of a plan to its record.

        Raises RunLocked while another run of the pipeline is going on (unless `wait`),
        NotSupportedYet, GateRejected, Preempted, or what a step raised.
        """
        self._refuse_unsupported(plan)
        run_id = new_run_id(self.clock)
        key = layout.run_lock_key(plan.tenant, plan.pipeline)
        with self.locks.hold(key, run_id, wait=wait) as lost:
            found = self.states(plan)
            if all(state.cached for state in found):
                for state in found:
                    listener.on_cached(state)
                records = {s.step.id: s.record for s in found if s.record is not None}
                return RunSummary(run_id, records, tuple(records), (), 0.0)
            check_versions(plan, found, self.store)
            with self._recorded(plan, run_id) as run:
                return self._drive(plan, run, found, listener, lost)

    def _drive(
        self,
        plan: Plan,
        run: Run,
        found: tuple[StepState, ...],
        listener: RunListener,
        lost: StopSignal,
    ) -> RunSummary:
        # Ray, MLflow and torch come in here: a run in which all is cached never needs them.
        from residency.wiring.session import Session

        with StopOnSignals() as stopping, Session(self, plan, run.id, listener) as session:
            return session.run(found, Either(stopping, lost))

    def execute(self, plan_uri: str, step_ids: Sequence[str]) -> None:
        """The machine entry of every target: run steps of a plan, in order, in this process."""
        from residency.wiring.session import Session

        plan = self.read_plan(plan_uri)
        self._refuse_unsupported(plan)
        run_id = os.environ.get(RUN_VARIABLE) or new_run_id(self.clock)
        with StopOnSignals() as stopping, Session(self, plan, run_id, None) as session:
            for step_id in step_ids:
                session.execute(plan.step(step_id), stopping)

    def objects(self, plan: Plan) -> Sequence[Mapping[str, object]]:
        """The Kubernetes objects of a plan; a pure function of it."""
        from residency.adapters.kubernetes.objects import ray_jobs

        return ray_jobs(plan)

    def runs(self, pipeline: str | None = None) -> list[Run]:
        """Runs that the store knows, oldest first."""
        return list(runs(self.store, pipeline))

    def sync(self) -> Waiting:
        """Bring what was tracked during an outage to the tracker; what is left."""
        return sync_tracking(self)

    @property
    def waiting(self) -> Waiting:
        """How much of what was tracked has not reached the tracker; asks no tracker."""
        return waiting(journals(self.settings))

    def versions(self, model: str) -> Sequence[ModelVersion]:
        """All versions of a model, oldest first."""
        return self.release.versions(model)

    def approvals(self, model: str, digest: str) -> Sequence[Given]:
        """Who approved a digest, oldest first."""
        return self.release.approvals(model, digest)

    def evidence(self, version: ModelVersion) -> Mapping[str, Record]:
        """The records of the steps that made a version, by step id."""
        return self.release.evidence(version)

    def approve(self, model: str, version: ModelVersion, person: str | None) -> ModelVersion:
        """Approve a version's digest. Raises ReleaseRefused where the rules say no."""
        return self.release.approve(model, version, person)

    def roll_back(self, model: str, reason: str, to: str | None = None) -> ModelVersion:
        """Have `staging` name an earlier approved version again."""
        return self.release.roll_back(model, reason, to)

    def serve(self, model: str | None, host: str, port: int) -> AbstractContextManager[Served]:
        """The approved model behind an endpoint."""
        return self.release.serve(model, host, port)

    @contextmanager
    def _recorded(self, plan: Plan, run_id: str) -> Iterator[Run]:
        run = Run(
            id=run_id,
            tenant=plan.tenant,
            pipeline=plan.pipeline,
            plan=self.write_plan(plan),
            start=stamp(self.clock.now()),
            submitted_by=self.identity.current(),
            node=platform.node(),
            pid=os.getpid(),
        )
        write_run(self.store, run)
        try:
            yield run
        except BaseException as error:
            end_run(self.store, self.clock, run, outcome_of(error).value)
            raise
        end_run(self.store, self.clock, run, "done")

    def _refuse_unsupported(self, plan: Plan) -> None:
        """Raise NotSupportedYet naming every value that needs a later capability."""
        missing = (*plan.unsupported, *unsupported_here(plan, self.settings))
        if missing:
            raise NotSupportedYet(
                "\n".join(missing), "`residency plan` shows the plan without running it."
            )
