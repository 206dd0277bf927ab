"""Heavy steps have a job; light ones join their neighbour's."""

from collections.abc import Callable

from residency.adapters.kubernetes.jobs import job_of, jobs
from residency.plan.work import Plan


def test_each_step_runs_in_exactly_one_job(plan_of: Callable[..., Plan]) -> None:
    for recipe in ("quickstart/pipeline.yaml", "medgpt_oss/20b.yaml", "healthgpt/m3.yaml"):
        plan = plan_of(recipe)
        steps = [step.id for job in jobs(plan) for step in job.steps]
        assert sorted(steps) == sorted(step.id for step in plan.steps)


def test_light_steps_join_their_neighbours(plan: Plan) -> None:
    shared = {
        job.main.id: [step.id for step in job.steps] for job in jobs(plan) if len(job.steps) > 1
    }
    assert shared == {
        "pack.base": ["tokenizer", "pack.base"],
        "evaluate.instruct.heldout": ["evaluate.instruct.heldout", "gate.instruct", "register"],
    }


def test_a_job_waits_for_the_steps_of_others_only(plan: Plan) -> None:
    job = job_of(plan, plan.step("tokenizer"))
    assert job.after == ("decontaminate", "ingest.dictionary", "ingest.pydicom")


def test_the_rest_of_a_job_is_led_by_its_heavy_step_while_it_has_it(plan: Plan) -> None:
    first = job_of(plan, plan.step("pack.base"))
    assert first.starting_at(plan.step("tokenizer")).main.id == "pack.base"
    last = job_of(plan, plan.step("register")).starting_at(plan.step("gate.instruct"))
    assert last.main.id == "gate.instruct"
    assert [step.id for step in last.steps] == ["gate.instruct", "register"]
