"""The part of a plan that prepares data: samples, evidence and shards, before any training."""

from __future__ import annotations

from residency.plan.support import unsupported
from residency.plan.work import Plan, StepKind
from residency.spec.pipeline import Pipeline

# Kinds that neither train nor need a trained model, by value: not every version has all of them.
_KINDS = frozenset({"ingest", "tokenizer", "decontaminate", "pack"})
PREPARING = frozenset(kind for kind in StepKind if kind.value in _KINDS)

# What a recipe says there decides the shards; the rest of it decides the training alone.
_DATA_PATHS = ("datasets.", "decontamination", "model.tokenizer", "model.tiling", "model.template",
               "model.vocabulary")  # fmt: skip


def preparation(plan: Plan, pipeline: Pipeline) -> Plan:
    """The steps of `plan` that prepare data, with what stands in the way of those alone.

    Fingerprints are those of the whole plan: a run of the pipeline finds these steps done.
    """
    steps = tuple(step for step in plan.steps if step.kind in PREPARING)
    return plan.model_copy(
        update={"steps": steps, "unsupported": unsupported(pipeline, below=_DATA_PATHS)}
    )
