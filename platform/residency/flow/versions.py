"""A dataset's version names its content: other files under the same version are refused."""

from __future__ import annotations

from residency.errors import DataError
from residency.flow.state import StepState, records_below
from residency.plan.work import IngestWork, Plan
from residency.ports import Store


def check_versions(plan: Plan, found: tuple[StepState, ...], store: Store) -> None:
    """Raise DataError where a dataset is to be ingested again from other files.

    Fingerprints would notice, and ingest anew; but `name@version` in records, samples and
    reports would then mean two things.
    """
    for state in found:
        work = state.step.work
        if state.cached or not isinstance(work, IngestWork):
            continue
        for record in records_below(store, plan.tenant, state.step):
            before = IngestWork.model_validate(
                {"identity": _identity(record.identity)}, strict=False
            ).identity
            same_version = before.dataset.version == work.identity.dataset.version
            same_source = before.dataset.source == work.identity.dataset.source
            if same_version and same_source and before.listing != work.identity.listing:
                raise DataError(
                    f"dataset {work.identity.dataset.reference} was ingested before from other "
                    f"files (step {record.step}, {record.attempts[-1].start})",
                    "Give it a new version, or put the files back as they were.",
                )


def _identity(canonical: object) -> object:
    return canonical["work"] if isinstance(canonical, dict) else None
