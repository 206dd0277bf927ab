"""A report: what one model scored on one benchmark, each figure with its n and 95% interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from residency.plan.record import Metric
from residency.spec.base import SpecModel
from residency.spec.training import Protocol


class Subgroup(SpecModel):
    """The figures of some of the questions; the name is `attribute=value`."""

    name: str
    metrics: tuple[Metric, ...]


class Report(SpecModel):
    """The figures of one benchmark under one protocol. Written as report.json."""

    schema_version: Literal[1] = 1
    benchmark: str
    protocol: Protocol
    n: int  # questions, and so predictions
    unparsed: int
    metrics: tuple[Metric, ...]
    subgroups: tuple[Subgroup, ...] = ()
    majority_answer: str = ""  # of the training side, overall
    majority_answers: Mapping[str, str] = Field(default_factory=dict)  # by question kind

    def metric(self, name: str, subgroup: str | None = None) -> Metric | None:
        """A figure by name, of all questions or of a subgroup; None where it was not measured."""
        for metric in self.metrics if subgroup is None else self._of(subgroup):
            if metric.name == name:
                return metric
        return None

    def _of(self, subgroup: str) -> tuple[Metric, ...]:
        return next((group.metrics for group in self.subgroups if group.name == subgroup), ())
