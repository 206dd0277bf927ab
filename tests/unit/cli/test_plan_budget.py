"""plan: what a stage costs, and the refusal of one that cannot fit."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def medgpt(repository: Path) -> str:
    return str(repository / "pipelines/medgpt_oss/20b.yaml")


def test_without_a_gpu_nothing_is_refused_for_its_size(cli, medgpt: str) -> None:
    result = cli("plan", medgpt)
    told = " ".join(result.out.split())
    assert "does not fit" not in result.err
    assert "fits H100 80 GB fits flash only" in told  # by stage: align, midtrain
    assert "inference, L4 24 GB no, 42.7 GB" in told
    assert "peak, eager attention" in told
    assert "240 h 24" in told


def test_the_20b_recipe_fits_eight_b200(cli, medgpt: str) -> None:
    result = cli("plan", medgpt, "--gpus", "8", "--gpu", "b200")
    assert "does not fit" not in result.err
    assert result.code == 2  # for what is not supported yet


def test_a_stage_that_cannot_fit_is_refused_with_what_would(cli, medgpt: str) -> None:
    result = cli("plan", medgpt, "--gpus", "4", "--gpu", "h100")
    assert result.code == 2
    told = " ".join(result.err.split())
    assert "midtrain does not fit H100 80 GB: it needs 119.6 GB of 73.6 GB usable" in told
    assert (
        "It fits with curriculum.midtrain.execution.offload=true: 34.7 GB, and 148.6 GB of host "
        "memory a rank, 594.4 GB for 4 ranks on a machine." in told
    )
    assert "align does not fit" not in told


def test_eager_attention_is_told_what_flash_would_need(cli, medgpt: str) -> None:
    eager = "curriculum.midtrain.execution.attention=eager"
    result = cli("plan", medgpt, "--gpu", "b200", "--set", eager)
    told = " ".join(result.err.split())
    assert "midtrain does not fit B200 192 GB: it needs 478.7 GB" in told
    assert "execution.attention=flash: 71.9 GB" in told


def test_where_nothing_helps_it_says_so(cli, medgpt: str) -> None:
    told = " ".join(cli("plan", medgpt, "--gpu", "l4").err.split())
    assert "No change of its execution makes it fit" in told


def test_a_number_of_gpus_that_does_not_divide_the_batch(cli, medgpt: str) -> None:
    result = cli("plan", medgpt, "--gpus", "7")
    assert result.code == 2
    told = " ".join(result.err.split())
    assert (
        "curriculum.align.optimizer.globalBatch 256 is no multiple of execution.workers 7" in told
    )
    assert "to 4 or 8." in told


def test_other_gpus_lower_a_micro_batch_that_they_cannot_share(cli, repository: Path) -> None:
    openmedq = str(repository / "pipelines/openmedq/7b.yaml")
    result = cli("plan", openmedq, "--gpus", "8", "--gpu", "h100")
    assert result.code == 2  # for what is not supported yet
    assert "error:" not in result.err
    assert "the recipe says microBatch 16, planned with 8" in " ".join(result.out.split())


def test_a_machine_with_too_little_memory_is_refused_where_the_recipe_says_how_much(
    cli, medgpt: str
) -> None:
    asked = "curriculum.midtrain.resources.memory"
    result = cli("plan", medgpt, "--set", f"{asked}=16Gi")
    told = " ".join(result.err.split())
    assert "midtrain has too little host memory: resources.memory is 16Gi a worker" in told
    assert "which need 254.8 GB there." in told
    assert f"It is enough with {asked}=30Gi." in told
    assert "too little" not in cli("plan", medgpt, "--set", f"{asked}=30Gi").err


def test_offloading_says_how_much_memory_it_needs_where_the_recipe_asks_for_less(
    cli, medgpt: str
) -> None:
    asked = "curriculum.midtrain.resources.memory"
    result = cli("plan", medgpt, "--gpus", "4", "--gpu", "h100", "--set", f"{asked}=80Gi")
    assert f"({asked}=139Gi)" in " ".join(result.err.split())


def test_programs_get_the_verdict_on_the_gpu_that_was_named(cli, medgpt: str) -> None:
    result = cli("plan", medgpt, "--gpus", "4", "--gpu", "a100", "-o", "json")
    stages = {one["stage"]: one for one in json.loads(result.out)["budget"]}
    align, midtrain = stages["align"]["gpu"], stages["midtrain"]["gpu"]
    assert (align["name"], align["fits"], align["remedy"]) == ("a100", True, None)
    assert not midtrain["fits"]
    assert midtrain["remedy"]["execution"] == {"offload": True}
    assert midtrain["remedy"]["needed"] <= midtrain["usable"] < midtrain["needed"]
    assert midtrain["remedy"]["hostMemory"]["ranks"] == 4


def test_an_unknown_gpu_lists_the_known_ones(cli, medgpt: str) -> None:
    result = cli("plan", medgpt, "--gpu", "moon")
    assert result.code == 2
    assert "Known are: l4, a100, h100, h200, b200." in result.err


def test_programs_get_bytes_operations_and_the_deepspeed_configuration(cli, quickstart) -> None:
    result = cli("plan", quickstart, "-o", "json")
    whole = json.loads(result.out)
    last = whole["budget"][-1]
    assert [one["stage"] for one in whole["budget"]] == [
        one["stage"] for one in whole["parameters"]
    ]
    assert last["deepspeed"]["zero_optimization"]["stage"] == 3
    kept = last["memory"]["eager"]["kept"]
    assert kept["peak"] == max(kept["moments"].values())
    assert last["flops"]["token"]["backward"] == 2 * last["flops"]["token"]["forward"]


def test_objects_of_a_cluster_are_held_against_a_gpu_too(cli, medgpt: str) -> None:
    result = cli("plan", medgpt, "--target", "kubernetes", "-o", "yaml", "--gpu", "l4")
    assert "midtrain does not fit" in " ".join(result.err.split())


def test_a_target_that_no_layer_has_is_refused_before_anything_runs(cli, quickstart) -> None:
    wrong = "model.adapters={own: {kind: lora, rank: 2, alpha: 4.0, targets: [q_prj]}}"
    train = "curriculum.instruct.train=[adapters.own]"
    result = cli("plan", quickstart, "--set", wrong, "--set", train)
    assert result.code == 2
    assert "model.adapters.own.targets: 'q_prj' is no layer of the text model." in result.err
