"""Steps as RayJobs of a cluster. Every call is one or two short questions to its API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from residency.adapters.kubernetes import naming, objects
from residency.adapters.kubernetes.connect import Cluster
from residency.adapters.kubernetes.jobs import job_of
from residency.adapters.kubernetes.rayjobs import RayJobs
from residency.adapters.kubernetes.settings import ClusterSettings
from residency.adapters.kubernetes.status import status_of
from residency.plan.work import Plan, Step
from residency.ports import Phase, Status


class KubernetesLauncher:
    """A Launcher, and RendersObjects, over the official client.

    An attempt's object is found again by its name. An attempt of a step that a living job
    carries already joins that job, so a runner that was killed and started again launches
    nothing twice.
    """

    def __init__(self, cluster: Cluster, settings: ClusterSettings) -> None:
        self._rayjobs = RayJobs(cluster, settings.namespace)
        self._settings = settings
        self._names: dict[str, str] = {}  # attempt -> RayJob

    def objects(self, plan: Plan) -> Sequence[Mapping[str, object]]:
        """The RayJobs of the whole plan."""
        return objects.objects(plan, self._settings)

    def ensure(self, plan: Plan, step: Step, attempt: str) -> None:
        """Have a RayJob that runs the step, and the light ones that follow it.

        Raises SpecError where the API finds the object invalid, EnvironmentProblem where the
        namespace is missing, the account has no rights or the API does not answer.
        """
        if attempt in self._names:
            return
        job = job_of(plan, step).starting_at(step)
        name = naming.job_name(plan, job.main, attempt)
        if self._rayjobs.get(name) is None:
            living = self._living(plan, step)
            if living is None:
                self._rayjobs.create(name, objects.rayjob(plan, job, self._settings, attempt))
            name = living or name
        self._names[attempt] = name

    def observe(self, attempt: str) -> Status:
        """What the operator says of the attempt's RayJob; a vanished one was preempted."""
        name = self._names[attempt]
        found = self._rayjobs.get(name)
        if found is None:
            return Status(Phase.PREEMPTED, f"RayJob {name} is gone: it was stopped or deleted")
        return status_of(found)

    def stop(self, attempt: str, grace: float) -> None:
        """Delete the RayJob; its pods end in order within the grace period of their template.

        Suspending would not stop it: Kueue owns `suspend` and would let the job in again.
        """
        self._rayjobs.delete(self._names[attempt], grace)

    def logs(self, attempt: str) -> str:
        """The submitter's log, which outlives the Ray cluster; empty where there is none yet."""
        return self._rayjobs.log(self._names[attempt])

    def _living(self, plan: Plan, step: Step) -> str | None:
        """A RayJob that carries this very step, has not ended and is not going."""
        leads = [naming.identity_labels(plan, lead) for lead in job_of(plan, step).steps]
        names = [
            str(_part(rayjob, "metadata")["name"])
            for rayjob in self._rayjobs.find(naming.pipeline_labels(plan))
            if _carries(rayjob, step, leads) and not status_of(rayjob).ended
        ]
        return min(names, default=None)


def _carries(rayjob: Mapping[str, object], step: Step, leads: Sequence[Mapping[str, str]]) -> bool:
    """Whether it is one of these steps' jobs, lists the step, and is not being deleted."""
    metadata = _part(rayjob, "metadata")
    labels, annotations = _part(metadata, "labels"), _part(metadata, "annotations")
    return (
        any(lead.items() <= labels.items() for lead in leads)
        and step.id in str(annotations.get(naming.STEPS, "")).split()
        and "deletionTimestamp" not in metadata
    )


def _part(whole: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = whole.get(key)
    return found if isinstance(found, Mapping) else {}
