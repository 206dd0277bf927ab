"""DeepSpeed at every ZeRO stage, two ranks under torchrun: from shards to a model that reloads.

One launch trains all jobs, since the imports take longer than the training.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import distributed
from transformers.models.gpt_oss.modeling_gpt_oss import GptOssMLP

from residency.adapters.deepspeed.engine import build_engine
from residency.adapters.deepspeed.shims import deepspeed
from residency.model.build import build_config, build_model, load_model
from residency.model.folder import check_folder
from residency.model.words import load_words
from residency.plan.work import TrainWork
from residency.spec.training import Loss, Precision
from residency.train.loss import LossModel
from residency.train.payload import Ending, TrainPayload, read_outcome
from tests.tiny import tiny_model, tiny_tokenizer, tiny_work

ROOT = Path(__file__).resolve().parents[2]
STAGES = (0, 1, 2, 3)
OFFLOADED = (2, 3)
MakePayload = Callable[..., TrainPayload]

pytestmark = pytest.mark.timeout(600)  # for the launch, which the first test waits for


def work(zero: int, **changes: object) -> TrainWork:
    return tiny_work(
        **({"zero": zero, "workers": 2, "global_batch": 4, "precision": Precision.BF16} | changes)
    )


def planned(make: MakePayload) -> list[TrainPayload]:
    """In the order in which they run: later ones read the models of earlier ones."""
    jobs = [make(f"all-{zero}", work(zero)) for zero in STAGES]
    start = Path(jobs[2].folder) / "model"
    frozen = ("vision", "projector")
    jobs += [make(f"align-{zero}", work(zero, train=frozen), model=start) for zero in STAGES]
    jobs.append(make("balance", work(3, loss=Loss(router_balance=0.01))))
    jobs.append(make("whole", work(2, precision=Precision.FP32)))
    for zero in STAGES:
        stopped = make(f"stopped-{zero}", work(zero, precision=Precision.FP32), f"resume-{zero}")
        (Path(stopped.folder) / "STOP").touch()
        continued = work((zero + 1) % 4, precision=Precision.FP32)
        jobs += [stopped, make(f"continued-{zero}", continued, f"resume-{zero}")]
    return jobs + [job for zero in OFFLOADED for job in offloaded(make, zero)]


def offloaded(make: MakePayload, zero: int) -> Iterator[TrainPayload]:
    """A job whose optimiser is offloaded, stopped after its first step; and it goes on."""
    told = work(zero, precision=Precision.FP32, offload=True)
    stopped = make(f"offload-{zero}", told, f"offload-{zero}")
    (Path(stopped.folder) / "STOP").touch()
    yield stopped
    yield make(f"offloaded-{zero}", told, f"offload-{zero}")


@pytest.fixture(scope="module")
def jobs(
    make_payload: MakePayload, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """The folder of each job, after all of them ran."""
    folder = tmp_path_factory.mktemp("payloads")
    names = {}
    for number, payload in enumerate(planned(make_payload)):
        path = folder / f"{number:02d}.json"
        path.write_text(payload.model_dump_json(by_alias=True))
        names[Path(payload.folder).name] = path
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "--standalone"]
    ran = subprocess.run(
        [*command, "-m", "tests.integration.entries", *map(str, names.values())],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    return {name: Path(json.loads(p.read_text())["folder"]) for name, p in names.items()}


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model" / "model.safetensors")


@pytest.mark.parametrize("zero", STAGES)
def test_the_loss_falls_and_the_model_reloads(jobs: Mapping[str, Path], zero: int) -> None:
    folder = jobs[f"all-{zero}"]
    outcome = read_outcome(folder)
    assert outcome.ending is Ending.DONE
    assert outcome.world_size == 2
    assert outcome.first_loss is not None
    assert outcome.last_loss is not None
    assert outcome.last_loss < 0.7 * outcome.first_loss
    check_folder(folder / "model")
    load_model(folder / "model", dtype=torch.bfloat16)  # refuses missing and left-over weights


@pytest.mark.parametrize("zero", STAGES)
def test_stages_agree(jobs: Mapping[str, Path], zero: int) -> None:
    ours, reference = read_outcome(jobs[f"all-{zero}"]), read_outcome(jobs["all-2"])
    assert ours.first_loss == pytest.approx(reference.first_loss, rel=1e-5)
    assert ours.last_loss == pytest.approx(reference.last_loss, rel=0.02)


@pytest.mark.parametrize("zero", STAGES)
def test_a_frozen_language_model_is_unchanged_bit_by_bit(
    jobs: Mapping[str, Path], zero: int
) -> None:
    before, after = weights(jobs["all-2"]), weights(jobs[f"align-{zero}"])
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all(name.startswith(("vision_tower", "multi_modal_projector")) for name in changed)
    assert any(name.startswith("multi_modal_projector") for name in changed)


@pytest.mark.parametrize("zero", STAGES)
def test_another_zero_stage_continues_exactly(jobs: Mapping[str, Path], zero: int) -> None:
    stopped = read_outcome(jobs[f"stopped-{zero}"])
    continued = read_outcome(jobs[f"continued-{zero}"])
    assert (stopped.ending, stopped.steps) == (Ending.PREEMPTED, 1)
    assert (continued.ending, continued.resumed_from, continued.steps) == (Ending.DONE, 1, 4)
    whole = read_outcome(jobs["whole"])
    assert continued.last_loss == pytest.approx(whole.last_loss, rel=1e-4)


@pytest.mark.parametrize("zero", OFFLOADED)
def test_an_offloaded_optimiser_trains_the_same_and_resumes(
    jobs: Mapping[str, Path], zero: int
) -> None:
    continued, whole = read_outcome(jobs[f"offloaded-{zero}"]), read_outcome(jobs["whole"])
    assert (continued.ending, continued.resumed_from) == (Ending.DONE, 1)
    assert continued.last_loss == pytest.approx(whole.last_loss, rel=1e-4)


def test_the_routers_balance_is_logged(jobs: Mapping[str, Path]) -> None:
    assert '"router_balance"' in (jobs["balance"] / "metrics.jsonl").read_text()


@dataclass(frozen=True)
class Fresh:
    """Implements ModelSource with weights drawn from a seed."""

    tokenizer: Path
    is_loaded: bool = False

    def build(self) -> LossModel:
        config = build_config(tiny_model(), load_words(self.tokenizer))
        return LossModel(build_model(config, seed=1, dtype=torch.float32), balance=False)


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process group of this process alone."""
    monkeypatch.setenv("LOCAL_RANK", "0")  # which DeepSpeed asks for
    store = distributed.FileStore(str(tmp_path / "store"), 1)
    distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    yield
    deepspeed.comm.destroy_process_group()


@pytest.mark.filterwarnings("ignore:.torch.distributed:FutureWarning")  # what DeepSpeed calls
@pytest.mark.usefixtures("group")
def test_each_block_of_experts_is_a_leaf_at_stage_3(tmp_path: Path) -> None:
    """Gathered whole: which of its experts a token meets is a rank's own affair."""
    engine = build_engine(
        work(3, workers=1, precision=Precision.FP32), Fresh(tiny_tokenizer(tmp_path / "tokenizer"))
    )
    blocks = [m for m in engine._module.modules() if isinstance(m, GptOssMLP)]
    assert len(blocks) == 3
    assert deepspeed.utils.get_z3_leaf_modules(engine._module) == blocks
