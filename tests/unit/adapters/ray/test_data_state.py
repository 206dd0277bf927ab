"""No step that reads samples takes data whose record does not say that identity is out of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from residency.adapters.ray.decontaminate import decontaminate_step
from residency.adapters.ray.pack import pack_step
from residency.adapters.ray.tokenizer import tokenizer_step
from residency.data.sample import lowest_state
from residency.errors import DataError
from residency.plan.record import Attempt, Record, Submitter
from residency.plan.work import (
    DecontaminateIdentity,
    DecontaminateWork,
    Held,
    MixtureEntry,
    PackIdentity,
    PackWork,
    TokenizerIdentity,
    TokenizerWork,
    Work,
)
from residency.ports import StepContext, StepResult
from residency.spec.decontamination import Decontamination
from residency.spec.training import Sequence
from tests.integration.step_context import Done, context

PACK = PackIdentity(
    mixture=(MixtureEntry(dataset="set"),), sequence=Sequence(length=64), image_size=8,
    patch_size=4, template="harmony", seed=0,
)  # fmt: skip
MATRIX = DecontaminateIdentity(
    training=("set",), benchmarks=(Held(benchmark="held", dataset="set"),),
    rules=Decontamination(limit=1.0),
)  # fmt: skip
WORDS = TokenizerIdentity(vocabulary_size=320, template="harmony")
STEPS = [
    (pack_step, PackWork(identity=PACK)),
    (decontaminate_step, DecontaminateWork(identity=MATRIX)),
    (tokenizer_step, TokenizerWork(identity=WORDS)),
]


def ingested(state: str) -> Record:
    return Record(
        tenant="t", pipeline="p", step="ingest.set", kind="ingest", fingerprint="f" * 64,
        identity={}, submitter=Submitter(name="dr.lee", source="os-user"),
        attempts=(Attempt(id="1", start="2026-01-01T00:00:00Z"),), data_state=state,
    )  # fmt: skip


@pytest.mark.parametrize(("state", "told"), [("raw", "raw"), ("", "unknown")])
@pytest.mark.parametrize(("step", "work"), STEPS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_step_refuses_data_that_was_not_deidentified_before_it_reads_any(
    step: Callable[[StepContext], StepResult], work: Work, state: str, told: str, tmp_path: Path
) -> None:
    nothing = {"samples.set": tmp_path / "none", "tokenizer": tmp_path / "none"}
    made = context(work, tmp_path / "attempt", nothing)
    given = replace(made, earlier=Done(nothing, {"ingest.set": ingested(state)}))
    with pytest.raises(DataError, match=rf"step ingest.set hands on data in the state `{told}`"):
        step(given)


def test_the_least_protected_input_says_what_a_step_hands_on() -> None:
    assert lowest_state({}) == lowest_state({"tokenizer": ""}) == ""
    assert lowest_state({"a": "attested", "b": "deidentified", "c": ""}) == "deidentified"
    with pytest.raises(DataError, match="b hands on data in the state `half`"):
        lowest_state({"a": "attested", "b": "half"})
