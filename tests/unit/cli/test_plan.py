"""plan: steps, cache, places; the objects of a cluster run; what is not supported."""

import json

import pytest
import yaml

from residency.cli.render.plan import plan_facts
from residency.cli.shell import Shell
from tests.unit.cli.conftest import text_console


def test_the_steps_and_why_they_run(fake, quickstart: str) -> None:
    plan = fake.plan(fake.load(quickstart, ("seed=3",)))
    shell = Shell(text_console(), text_console(), lambda: fake)
    facts = plan_facts(shell, plan, fake.states(plan))
    assert facts["overrides"] == {"seed": "3"}
    assert [step["step"] for step in facts["steps"]][:2] == ["ingest.pydicom", "ingest.dictionary"]
    assert all(step["why"] and not step["cached"] for step in facts["steps"])
    json.dumps(facts)


def test_objects_are_yaml_documents(cli, quickstart: str) -> None:
    result = cli("plan", quickstart, "--target", "kubernetes", "-o", "yaml")
    assert result.code == 0
    kinds = [item["kind"] for item in yaml.safe_load_all(result.out)]
    assert kinds == ["RayJob"] * 4


def test_objects_as_a_list_and_as_a_table(cli, quickstart: str) -> None:
    whole = json.loads(cli("plan", quickstart, "--target", "kubernetes", "-o", "json").out)
    assert whole["kind"] == "List"
    assert len(whole["items"]) == 4
    shown = cli("plan", quickstart, "--target", "kubernetes")
    assert "train-align" in shown.out


def test_what_is_not_supported_is_named_and_ends_with_2(cli, fake, quickstart: str) -> None:
    line = "not supported yet: spec.model.tiling"
    fake.unsupported = (line,)
    result = cli("plan", quickstart, "--target", "kubernetes", "-o", "yaml")
    assert result.code == 2
    assert line in result.err
    assert line not in result.out
    assert result.out.startswith("---")


@pytest.mark.parametrize("option", [("--target", "moon"), ("-o", "xml")])
def test_an_unknown_choice_is_a_usage_error(cli, quickstart: str, option: tuple[str, str]) -> None:
    assert cli("plan", quickstart, *option).code == 2


def test_a_model_folder_that_cannot_be_used_is_told_with_the_rest(
    cli, fake, quickstart: str
) -> None:
    fake.bad_folder = "Model folder /nowhere does not exist."
    fake.unsupported = ("not supported yet: a pretrained text model",)
    shown = cli("plan", quickstart)
    assert shown.code == 2
    assert "18 steps" in " ".join(shown.out.split())
    for words in (fake.bad_folder, "Copy it there.", *fake.unsupported):
        assert words in shown.err
    ran = cli("run", quickstart)
    assert ran.code == 2
    for words in (fake.bad_folder, "Copy it there.", *fake.unsupported):
        assert words in ran.err
    assert fake.ran == []


def test_of_a_cluster_the_folders_are_not_here(cli, fake, quickstart: str) -> None:
    fake.bad_folder = "Model folder /nowhere does not exist."
    assert cli("plan", quickstart, "--target", "kubernetes", "-o", "yaml").code == 0


def test_a_folder_of_other_machines_is_named_and_refuses_nothing(
    cli, fake, quickstart: str
) -> None:
    fake.unseen = ("model.text.path: /models/m is not on this machine and was not looked at",)
    shown = cli("plan", quickstart)
    assert shown.code == 0
    assert fake.unseen[0] in " ".join(shown.err.split())


def test_data_of_other_machines_is_named_and_refuses_nothing(cli, quickstart: str) -> None:
    away = "datasets.pydicom.source.dicom.paths=[/nowhere/set]"
    shown = cli("plan", quickstart, "--set", away)
    assert shown.code == 0
    told = "datasets.pydicom: /nowhere/set is not on this machine and was not looked at"
    assert told in " ".join(shown.err.split())
