"""The key figures of each kind of step, from its record."""

import pytest

from residency.cli.render.figures import key_figures, seconds_of
from residency.plan.record import Attempt, Metric, Record, Rows, Submitter
from residency.plan.work import StepKind

SCORE = Metric(name="exact_match", value=0.75, n=64, low=0.6, high=0.8)


def record(kind: StepKind, **facts: object) -> Record:
    attempt = Attempt(id="a1", start="2026-11-23T10:00:00Z", end="2026-11-23T10:00:12.500Z")
    return Record(
        tenant="local",
        pipeline="p",
        step=f"{kind.value}.x",
        kind=kind.value,
        fingerprint="f" * 64,
        identity={},
        submitter=Submitter(name="ada", source="test"),
        attempts=(attempt,),
        **facts,
    )


@pytest.mark.parametrize(
    ("done", "text"),
    [
        (
            record(
                StepKind.INGEST,
                rows=Rows(read=244, out=23, quarantined=164, dropped={"min-side": 50, "blank": 7}),
                notes={"train samples": "2280"},
            ),
            "rows 244 = 23 + 164 quarantined + 57 dropped, train samples 2280",
        ),
        (record(StepKind.PACK, rows=Rows(read=9, out=9), tokens=12_345), "rows 9, tokens 12.3k"),
        (
            record(StepKind.TRAIN, tokens=1_000_000, notes={"steps": "80", "resumed from": "0"}),
            "tokens 1M, steps 80",
        ),
        (
            record(
                StepKind.EVALUATE,
                rows=Rows(read=64, out=64),
                metrics=(SCORE, Metric(name="majority_by_question", value=0.25, n=64)),
            ),
            "exact_match 0.750 [0.600, 0.800] n=64, majority_by_question 0.250",
        ),
        (record(StepKind.GATE, metrics=(SCORE,), notes={"decision": "passed"}), "passed"),
        (
            record(StepKind.REGISTER, notes={"model": "m", "version": "2", "digest": "ab" * 32}),
            "m version 2 (abababababab)",
        ),
        (record(StepKind.TOKENIZER), ""),
    ],
)
def test_key_figures(done: Record, text: str) -> None:
    assert key_figures(done) == text


def test_the_time_is_that_of_the_attempt_that_finished() -> None:
    assert seconds_of(record(StepKind.PACK)) == 12.5
