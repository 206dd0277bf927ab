"""Versions, approvals and the endpoint: the release use cases over the embedded adapters."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from residency.adapters.mlflow.connection import Connection
from residency.adapters.mlflow.registry import MlflowRegistry
from residency.adapters.ray.cluster import worker_environment
from residency.adapters.ray.network import check_port
from residency.errors import UserError
from residency.plan.record import Record, Submitter
from residency.plan.resolve import REGISTER_STEP
from residency.plan.work import Plan, RegisterWork
from residency.ports import ModelVersion
from residency.release import approval, given, ledger, rollback, serving
from residency.release.desk import Desk
from residency.spec.training import Serving
from residency.wiring.machinery import Machinery

if TYPE_CHECKING:
    from residency.wiring.residency import Residency

KEY_FILE = "api-key"
ALIASES = "/aliases/"


@dataclass(frozen=True, slots=True)
class Served:
    """A running endpoint."""

    url: str
    key_file: Path
    model: str
    version: str


class Release:
    """What people do with models once they are trained."""

    def __init__(self, residency: Residency) -> None:
        self.residency = residency

    def desk(self, model: str) -> Desk:
        """The desk of the tenant that has the model. Raises UserError where several have."""
        tenants = [tenant for tenant, name in self._models() if name == model]
        if len(tenants) > 1:
            raise UserError(
                f"tenants {', '.join(tenants)} each have a model {model}",
                "Use a RESIDENCY_HOME of one tenant.",
            )
        return desk(self.residency, tenants[0] if tenants else "local")

    def versions(self, model: str) -> Sequence[ModelVersion]:
        """All versions of a model, oldest first."""
        return ledger.versions(self.desk(model), model)

    def approvals(self, model: str, digest: str) -> Sequence[given.Given]:
        """Who approved a digest, oldest first."""
        return given.given(self.desk(model), model, digest)

    def approve(self, model: str, version: ModelVersion, person: str | None) -> ModelVersion:
        """Approve a version's digest as a named person, by default the one at the keyboard."""
        who = self.residency.identity.current()
        if person is not None and person != who.name:
            who = Submitter(name=person, source=f"{approval.CLAIMED}{who.source} {who.name}")
        given_to = self.desk(model)
        return approval.approve(given_to, model, version.version, version.digest, who).version

    def roll_back(self, model: str, reason: str, to: str | None) -> ModelVersion:
        """Have `staging` name an earlier approved version again."""
        who = self.residency.identity.current()
        return rollback.roll_back(self.desk(model), model, who, reason, to)

    def evidence(self, version: ModelVersion) -> Mapping[str, Record]:
        """Records of the newest run that made the version, by step id; else nothing."""
        for run in reversed(self.residency.runs(version.tags.get("pipeline"))):
            plan = self.residency.read_plan(run.plan)
            records = {
                state.step.id: state.record
                for state in self.residency.states(plan)
                if state.record is not None
            }
            made = records.get(REGISTER_STEP)
            if made is not None and made.notes.get("digest") == version.digest:
                return records
        return {}

    @contextmanager
    def serve(self, model: str | None, host: str, port: int) -> Iterator[Served]:
        """The approved model behind an endpoint, until the block ends."""
        name = model or self._only_model()
        staged = serving.resolve_staging(self.desk(name), name)
        limits = self._limits(staged.version)
        os.environ |= worker_environment(self.residency.home)
        from residency.serve.auth import ensure_key

        check_port(host, port)
        key_file = self.residency.settings.serve / KEY_FILE
        ensure_key(key_file)
        machinery = Machinery(self.residency.settings)
        try:
            machinery.ray()
            from residency.adapters.ray.endpoint import EndpointSettings
            from residency.adapters.ray.serve import start_endpoint, stop_endpoint
            from residency.serve.schema import ModelCard

            card = ModelCard(
                id=name,
                created=int(time.time()),
                alias=ledger.STAGING,
                version=staged.version.version,
                digest=staged.version.digest,
            )
            settings = EndpointSettings(staged.path, card, key_file, limits, host, port)
            url = start_endpoint(settings)
            try:
                yield Served(url, key_file, name, staged.version.version)
            finally:
                stop_endpoint()
        finally:
            machinery.stop()

    def _limits(self, version: ModelVersion) -> Serving:
        """The serving limits of the pipeline that made the version, as they were in its plan."""
        for run in reversed(self.residency.runs(version.tags.get("pipeline"))):
            work = _register_work(self.residency.read_plan(run.plan))
            if work is not None and work.identity.model_name == version.name:
                return work.serving
        return Serving()

    def _only_model(self) -> str:
        names = [name for _, name in self._models()]
        if len(names) == 1:
            return names[0]
        known = ", ".join(names) or "none; train one with residency run"
        raise UserError(f"which model is to be served? Registered: {known}.", "Name one of them.")

    def _models(self) -> Iterator[tuple[str, str]]:
        """Tenant and name of every model that has a ledger."""
        for key in self.residency.store.list(""):
            tenant, found, name = key.partition(ALIASES)
            if found and "/" not in tenant + name:
                yield tenant, name.removesuffix(".json")


def desk(residency: Residency, tenant: str, connection: Connection | None = None) -> Desk:
    """The ports of the release room for one tenant."""
    connection = connection or Connection(residency.tracking)
    return Desk(
        tenant=tenant,
        store=residency.store,
        registry=MlflowRegistry(connection, residency.store.url),
        keys=residency.keys,
        clock=residency.clock,
    )


def _register_work(plan: Plan) -> RegisterWork | None:
    return next((s.work for s in plan.steps if isinstance(s.work, RegisterWork)), None)
