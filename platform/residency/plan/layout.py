"""Every path and artifact name, in one place. Store keys are relative and use `/`."""

from __future__ import annotations

from residency.plan.work import Step

SHORT = 12  # hex digits of a fingerprint in a path

RECORD = "record.json"
SAMPLES = "samples"
QUARANTINE = "quarantine.jsonl"
CARD = "card.json"
CARD_PAGE = "card.md"
DEIDENTIFICATION = "deidentification.json"
NAMES = "names.jsonl"  # which pseudonym is which file: never an artifact, and never tracked
MONTAGE = "samples.png"
MATRIX = "matrix.json"
MATRIX_PAGE = "matrix.md"
EXCLUDED = "excluded.parquet"
TOKENIZER = "tokenizer"
SHARDS = "shards"
SHARD_INDEX = "index.json"
MODEL = "model"
METRICS = "metrics.jsonl"
PREDICTIONS = "predictions.parquet"
REPORT = "report.json"
DECISION = "decision.json"
MODEL_VERSION = "version.json"
ATTEMPT = "attempt.json"
LOG = "log.txt"


def step_folder(tenant: str, step: Step) -> str:
    """`<tenant>/<kind>/<name>/<fingerprint 12>`."""
    return f"{tenant}/{step.kind.value}/{step.name}/{step.fingerprint[:SHORT]}"


def record_key(tenant: str, step: Step) -> str:
    """Where the step's record lies once it is done."""
    return f"{step_folder(tenant, step)}/{RECORD}"


def attempt_folder(tenant: str, step: Step, attempt: str) -> str:
    """What one attempt writes."""
    return f"{step_folder(tenant, step)}/attempts/{attempt}"


def checkpoints_folder(tenant: str, step: Step) -> str:
    """Resumable state, shared by the attempts of a step."""
    return f"{step_folder(tenant, step)}/checkpoints"


def plan_key(tenant: str, pipeline: str, digest: str) -> str:
    """A resolved plan, by its digest."""
    return f"{tenant}/plans/{pipeline}/{digest[:SHORT]}.json"


def run_lock_key(tenant: str, pipeline: str) -> str:
    """The lock of a pipeline: one run at a time."""
    return f"{tenant}/runs/{pipeline}/lock"


def run_key(tenant: str, pipeline: str, run: str) -> str:
    """What is known of one run of a pipeline."""
    return f"{tenant}/runs/{pipeline}/{run}.json"


def key_id_key(tenant: str) -> str:
    """The id of the tenant's key, where several machines share a store. Never the key."""
    return f"{tenant}/keys/current"


def tracker_key(tenant: str) -> str:
    """Which tracking server has answered this home: the digest of its address."""
    return f"{tenant}/tracking/server.json"


def audit_key(tenant: str) -> str:
    """The audit log: one JSON object a line, each with the hash of the one before."""
    return f"{tenant}/audit/log.jsonl"


def audit_head_key(tenant: str) -> str:
    """The last entry of the audit log, so that a log cut short shows."""
    return f"{tenant}/audit/head.json"


def approval_key(tenant: str, model: str, digest: str, person: str) -> str:
    """One person's approval of one model digest."""
    return f"{tenant}/approvals/{model}/{digest[:SHORT]}/{person}.json"


def aliases_key(tenant: str, model: str) -> str:
    """Which version each alias of a model names: the truth that MLflow mirrors."""
    return f"{tenant}/aliases/{model}.json"
