"""One version of a dataset, one content."""

import threading

import pytest

from residency.errors import DataError
from residency.flow.execute import execute_step
from residency.flow.state import states
from residency.flow.versions import check_versions
from residency.plan.resolve import Facts, resolve
from residency.plan.work import Plan
from residency.spec.loader import load_pipeline
from tests.flow_bench import Bench

VERSIONS = {"torch": "2.13.0"}


def plan_of(listing: str, *sets: str) -> Plan:
    loaded = load_pipeline("pipelines/quickstart/pipeline.yaml", sets)
    return resolve(loaded, Facts({"pydicom": listing, "dictionary": "b"}, "k1", VERSIONS))


def check(bench: Bench, plan: Plan) -> None:
    check_versions(plan, states(plan, bench.store, VERSIONS), bench.store)


@pytest.fixture
def ingested(bench: Bench) -> Bench:
    step = bench.plan.step("ingest.pydicom")
    execute_step(bench.plan, step, "a1", bench.execution(), threading.Event())
    return bench


def test_other_files_under_the_same_version_are_refused(ingested: Bench) -> None:
    with pytest.raises(DataError, match=r"pydicom@1 was ingested before from other files"):
        check(ingested, plan_of("other"))


def test_a_new_version_may_have_other_files(ingested: Bench) -> None:
    check(ingested, plan_of("other", 'datasets.pydicom.version="2"'))


def test_another_recipe_over_the_same_files_is_the_same_version(ingested: Bench) -> None:
    check(ingested, plan_of("a", "datasets.pydicom.questions.trainViews=3"))
