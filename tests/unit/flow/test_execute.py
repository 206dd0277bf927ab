"""One step: the record comes last, and says all that is needed to explain it."""

import errno
import threading
from pathlib import Path

import pytest

from residency.adapters.storage.memory import MemoryStore
from residency.errors import DataError, EnvironmentProblem, GateRejected, ResidencyError
from residency.flow.execute import execute_step
from residency.flow.state import read_record, states
from residency.plan import layout
from residency.plan.fingerprint import canonical
from residency.plan.record import Artifact, Attempt, Outcome, Record, Rows
from residency.ports import StepContext, StepResult
from tests.flow_bench import Bench


def run(bench: Bench, step_id: str, attempt: str = "a1") -> Record:
    step = bench.plan.step(step_id)
    return execute_step(bench.plan, step, attempt, bench.execution(), threading.Event())


def attempt_of(bench: Bench, step_id: str, attempt: str = "a1") -> Attempt:
    folder = layout.attempt_folder(bench.plan.tenant, bench.plan.step(step_id), attempt)
    return Attempt.model_validate_json(bench.store.read(f"{folder}/{layout.ATTEMPT}"))


def test_a_done_step_leaves_a_record_that_explains_it(bench: Bench) -> None:
    record = run(bench, "ingest.pydicom")
    step = bench.plan.step("ingest.pydicom")
    assert read_record(bench.store, bench.plan.tenant, step) == record
    assert record.submitter.name == "dr-who"
    assert '"name":"pydicom"' in canonical(record.identity).decode()
    assert record.output("samples").bytes == len("ingest.pydicom")
    assert record.attempts[-1].outcome is Outcome.DONE


def test_inputs_are_recorded_with_their_digests(bench: Bench) -> None:
    samples = [
        run(bench, name).output("samples") for name in ("ingest.dictionary", "ingest.pydicom")
    ]
    excluded = run(bench, "decontaminate").output("excluded.parquet")
    assert list(run(bench, "tokenizer").inputs) == [*samples, excluded]


def test_a_failed_step_leaves_no_record(bench: Bench) -> None:
    def fail(context: StepContext) -> StepResult:
        raise DataError("nothing is left after filtering")

    bench.executors["ingest.pydicom"] = fail
    with pytest.raises(DataError):
        run(bench, "ingest.pydicom")
    step = bench.plan.step("ingest.pydicom")
    assert read_record(bench.store, bench.plan.tenant, step) is None
    ended = attempt_of(bench, "ingest.pydicom")
    assert (ended.outcome, ended.message) == (Outcome.FAILED, "nothing is left after filtering")


def test_outputs_are_in_the_store_before_the_record_is(bench: Bench) -> None:
    class Cut(MemoryStore):
        def upload_tree(self, folder: Path, key: str, name: str) -> Artifact:
            raise EnvironmentProblem("the network is gone", "Run again later.")

    bench.store = Cut()
    with pytest.raises(EnvironmentProblem, match="the network is gone"):
        run(bench, "ingest.pydicom")
    step = bench.plan.step("ingest.pydicom")
    assert not bench.store.exists(layout.record_key(bench.plan.tenant, step))
    assert attempt_of(bench, "ingest.pydicom").outcome is Outcome.FAILED


def test_a_full_disk_is_told_as_such_whoever_met_it(bench: Bench) -> None:
    def fill(context: StepContext) -> StepResult:
        raise OSError(errno.ENOSPC, "No space left on device", "samples/part-00000.parquet")

    bench.executors["ingest.pydicom"] = fill
    with pytest.raises(EnvironmentProblem, match=r"no space left for what step ingest\.pydicom"):
        run(bench, "ingest.pydicom")


def test_a_rejecting_gate_is_no_failure_of_ours(bench: Bench) -> None:
    def reject(context: StepContext) -> StepResult:
        raise GateRejected("exact_match 0.1 is below 0.4")

    bench.executors["ingest.pydicom"] = reject
    with pytest.raises(GateRejected):
        run(bench, "ingest.pydicom")
    assert attempt_of(bench, "ingest.pydicom").outcome is Outcome.REJECTED


def test_an_attempt_that_vanished_is_counted_as_lost(bench: Bench) -> None:
    step = bench.plan.step("ingest.pydicom")
    folder = layout.attempt_folder(bench.plan.tenant, step, "a0")
    gone = Attempt(id="a0", start="2026-01-01T00:00:00Z", pid=1)
    bench.store.write(f"{folder}/{layout.ATTEMPT}", gone.model_dump_json().encode())
    record = run(bench, "ingest.pydicom")
    assert [attempt.outcome for attempt in record.attempts] == [Outcome.LOST, Outcome.DONE]


def test_rows_that_do_not_add_up_fail_the_step(bench: Bench) -> None:
    def lose(context: StepContext) -> StepResult:
        (context.folder / "samples").write_text("x")
        return StepResult(outputs=("samples",), rows=Rows(read=3, out=1, quarantined=1))

    bench.executors["ingest.pydicom"] = lose
    with pytest.raises(ResidencyError, match="lost rows"):
        run(bench, "ingest.pydicom")


def test_a_changed_artifact_is_refused_by_the_step_that_reads_it(bench: Bench) -> None:
    run(bench, "ingest.dictionary")
    record = run(bench, "ingest.pydicom")
    run(bench, "decontaminate")
    bench.store.write(record.output("samples").uri, b"tampered")
    with pytest.raises(DataError):
        run(bench, "tokenizer")


def test_a_record_whose_artifact_is_gone_is_no_cache(bench: Bench) -> None:
    record = run(bench, "ingest.pydicom")
    bench.store.delete(record.output("samples").uri)
    found = {s.step.id: s for s in states(bench.plan, bench.store, {"torch": "2.13.0"})}
    assert not found["ingest.pydicom"].cached
