"""The state of the data that a step reads: none of its inputs may be below de-identified."""

from __future__ import annotations

from residency.data.sample import lowest_state, require_deidentified
from residency.plan.work import StepKind
from residency.ports import StepContext


def state_of_inputs(context: StepContext) -> str:
    """The state of the least protected input; empty where none holds data.

    Raises:
        DataError: an input holds data that was not de-identified, or samples whose record does
            not say whether they were.
    """
    records = context.earlier.records()
    for name, one in records.items():
        if one.kind == StepKind.INGEST:
            require_deidentified(f"step {name}", one.data_state)
    return lowest_state({f"step {name}": one.data_state for name, one in records.items()})
