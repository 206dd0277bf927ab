"""Names and labels of cluster objects."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from residency.plan.layout import SHORT
from residency.plan.work import Plan, Step
from residency.spec.base import GROUP

RAYJOB_NAME = 47  # KubeRay refuses a longer one, and the refused job keeps its quota
LABEL_VALUE = 63
_HASH = 6

QUEUE: Final = "kueue.x-k8s.io/queue-name"
PIPELINE: Final = f"{GROUP}/pipeline"
STEP: Final = f"{GROUP}/step"
FINGERPRINT: Final = f"{GROUP}/fingerprint"
TENANT: Final = f"{GROUP}/tenant"
STEPS: Final = f"{GROUP}/steps"  # annotation: all steps of the job, in order
AFTER: Final = f"{GROUP}/after"  # annotation: steps of other jobs that come before


def job_name(plan: Plan, step: Step, attempt: str = "") -> str:
    """`<pipeline>-<kind>-<name>`, a DNS label of at most 47 characters.

    An attempt adds a hash of its id: a retry is an object of its own, so the logs and the status
    of the failed one stay.
    """
    parts = [plan.pipeline, *step.id.split(".")]
    if len(parts) == 2 and step.kind.value != parts[1]:
        parts.insert(1, step.kind.value)  # the base is a train step
    name = "-".join(parts)
    if name[0].isdigit():  # a RayJob's name starts with a letter
        name = f"p-{name}"
    if not attempt:
        return fit(name, RAYJOB_NAME)
    return f"{fit(name, RAYJOB_NAME - _HASH - 1)}-{_short_hash(attempt)}"


def fit(text: str, limit: int) -> str:
    """The text, or its beginning and a hash of it where it is longer than the limit."""
    if len(text) <= limit:
        return text
    return f"{text[: limit - _HASH - 1].rstrip('-.')}-{_short_hash(text)}"


def pipeline_labels(plan: Plan) -> dict[str, str]:
    """What all jobs of a pipeline have in common."""
    return {PIPELINE: plan.pipeline, TENANT: plan.tenant}


def identity_labels(plan: Plan, step: Step) -> dict[str, str]:
    """What tells the jobs of one step of one plan from all others."""
    return pipeline_labels(plan) | {
        STEP: fit(step.id, LABEL_VALUE),
        FINGERPRINT: step.fingerprint[:SHORT],
    }


def pod_labels(plan: Plan, step: Step) -> dict[str, str]:
    """Labels of a job's pods: the person's own, then ours."""
    ours = {
        "app.kubernetes.io/name": "residency",
        "app.kubernetes.io/instance": plan.pipeline,
        "app.kubernetes.io/component": step.kind.value,
        "app.kubernetes.io/managed-by": "residency",
    }
    return dict(sorted((dict(plan.labels) | ours | identity_labels(plan, step)).items()))


def selector(labels: Mapping[str, str]) -> str:
    """A label selector that all of the labels must match."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items()))


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH]
