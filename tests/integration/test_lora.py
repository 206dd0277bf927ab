"""LoRA in real jobs of two ranks: every ZeRO stage, killed and resumed, re-sharded, exported.

The adapters stand beside attention and beside packed experts, over a frozen model that an earlier
stage has exported. One fork server runs all jobs.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from residency.adapters.ray.train import run_training
from residency.plan.work import TrainWork
from residency.spec.model import Adapter, AdapterKind
from residency.spec.training import Part, Precision
from residency.train.failpoints import Action, Place
from residency.train.metrics import MetricsFollower
from residency.train.payload import TrainOutcome, TrainPayload
from tests.chaos.job import STEPS, Job, chaos_work, differences, make_inputs
from tests.chaos.launch import Launch, Strike
from tests.chaos.server import ForkServer
from tests.chaos.trial import Laboratory
from tests.tiny import tiny_llama, tiny_model

ROOT = Path(__file__).resolve().parents[2]
ZERO = (0, 1, 2, 3)
ATTENTION = Adapter(kind=AdapterKind.LORA, rank=4, alpha=8.0, dropout=0.2)
EXPERTS = Adapter(
    kind=AdapterKind.LORA,
    rank=2,
    alpha=8.0,
    targets=("experts.gate_up_proj", "experts.down_proj"),
)
ADAPTED = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
           "experts.gate_up_proj", "experts.down_proj")  # fmt: skip

pytestmark = pytest.mark.timeout(300)


def lora_work(*, dropout: float = 0.0, **changes: object) -> TrainWork:
    attention = ATTENTION.model_copy(update={"dropout": dropout})
    model = tiny_model().model_copy(
        update={"adapters": {"attention": attention, "experts": EXPERTS}}
    )
    own = {"model": model, "train": ("adapters",), "dropout": 0.0, "steps": STEPS}
    return chaos_work(**(own | changes))


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """Inputs with the model of an earlier stage, whose training knew nothing of adapters."""
    root = tmp_path_factory.mktemp("lora")
    inputs = make_inputs(root)
    with ForkServer() as server:
        start = Job(root / "start", inputs, chaos_work(precision=Precision.BF16))
        assert not server.run(Launch(str(start.new_attempt()))).error
        model = {"model": str(start.attempts[-1] / "model")}
        yield Laboratory(server, root, inputs | model)


def run(laboratory: Laboratory, name: str, work: TrainWork, **launch: object) -> Job:
    """A job that nobody disturbs."""
    job = Job(laboratory.root / name, laboratory.inputs, work)
    ended = laboratory.server.run(Launch(str(job.new_attempt()), **launch))  # type: ignore[arg-type]
    assert not ended.error, (job.attempts[-1] / "log.txt").read_text()[-3000:]
    return job


def outcome_of(job: Job) -> TrainOutcome:
    outcome = job.outcome()
    assert outcome is not None
    return outcome


def everything(job: Job) -> dict[str, torch.Tensor]:
    """The exported weights, the adapters by themselves, what both were trained in."""
    found = job.weights() | job.state()
    for path in sorted(job.attempts[-1].glob("model/adapters/*/*.safetensors")):
        found |= {f"{path.parent.name}/{name}": v for name, v in load_file(path).items()}
    return found


def losses_of(job: Job) -> list[float]:
    """By step, over the attempts."""
    points = (MetricsFollower(one / "metrics.jsonl").new() for one in job.attempts)
    by_step = {p.step: p.value for some in points for p in some if p.name == "loss"}
    assert sorted(by_step) == list(range(1, STEPS + 1))
    return [by_step[step] for step in sorted(by_step)]


@pytest.fixture(scope="module")
def half(laboratory: Laboratory) -> dict[int, Job]:
    """A job in bf16 at each ZeRO stage, the text model checkpointed."""
    return {
        zero: run(
            laboratory,
            f"half-{zero}",
            lora_work(zero=zero, precision=Precision.BF16, activation_checkpointing=True),
        )
        for zero in ZERO
    }


@pytest.mark.parametrize("zero", ZERO)
def test_only_what_is_adapted_moves(
    laboratory: Laboratory, half: dict[int, Job], zero: int
) -> None:
    before = load_file(Path(laboratory.inputs["model"]) / "model.safetensors")
    after = half[zero].weights()
    assert before.keys() == after.keys()
    moved = set(differences(before, after))
    adapted = {n for n in before if n.removesuffix(".weight").endswith(ADAPTED)}
    text = {name for name in adapted if name.startswith("language_model.")}
    assert moved == text
    outcome = outcome_of(half[zero])
    assert outcome.adapters == ("attention", "experts")
    trained = {row.part: row.trained for row in outcome.parts if row.trained}
    assert trained == {Part.ADAPTERS: outcome.trained_parameters}
    losses = losses_of(half[zero])
    assert losses == pytest.approx(losses_of(half[2]), rel=0.02)
    assert sum(losses[-2:]) < sum(losses[:2])


def test_a_fresh_process_loads_what_was_exported(half: dict[int, Job]) -> None:
    """Golden logits of every ZeRO stage's model hold where nothing of the exporter is left."""
    code = (
        "import sys; from pathlib import Path; import torch\n"
        "from residency.model.build import load_model\n"
        "from residency.model.folder import check_folder\n"
        "from residency.model.golden import verify_golden\n"
        "for folder in map(Path, sys.argv[1:]):\n"
        "    check_folder(folder)\n"
        "    for dtype in (torch.float32, torch.bfloat16):\n"
        "        assert verify_golden(load_model(folder, dtype=dtype), folder)\n"
    )
    folders = [str(job.attempts[-1] / "model") for job in half.values()]
    ran = subprocess.run(
        [sys.executable, "-c", code, *folders],
        env=os.environ | {"PYTHONPATH": str(ROOT / "platform")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]


def test_stages_and_checkpointing_agree(laboratory: Laboratory) -> None:
    """In fp32, where sums in another order are all that differs."""
    right = losses_of(run(laboratory, "right", lora_work()))
    for zero, checkpointing in ((0, True), (3, False), (3, True)):
        name = f"agree-{zero}-{checkpointing}"
        work = lora_work(zero=zero, activation_checkpointing=checkpointing)
        assert losses_of(run(laboratory, name, work)) == pytest.approx(right, rel=1e-4)


@pytest.mark.parametrize("zero", [2, 3])
def test_a_killed_job_ends_bit_equal(laboratory: Laboratory, zero: int) -> None:
    """Dropout of the adapters included: what is drawn follows from (seed, step, rank)."""
    work = lora_work(zero=zero, dropout=0.2)
    right = run(laboratory, f"undisturbed-{zero}", work)
    job = Job(laboratory.root / f"killed-{zero}", laboratory.inputs, work)
    strike = (Strike(Place.UPDATED, hit=7, rank=1),)
    assert laboratory.server.run(Launch(str(job.new_attempt()), strikes=strike)).error
    assert not laboratory.server.run(Launch(str(job.new_attempt()))).error
    assert outcome_of(job).resumed_from in (2, 4, 6)
    assert differences(everything(job), everything(right)) == []
    assert job.committed() == right.committed()
    still = run(laboratory, f"without-dropout-{zero}", lora_work(zero=zero))
    assert differences(everything(right), everything(still))


@pytest.mark.parametrize(
    "shapes", [[(2, 3), (1, 2), (2, 0)], [(1, 1), (2, 3)]], ids=["3, 2, 0", "1 rank, then 2"]
)
def test_another_shape_continues(
    laboratory: Laboratory, shapes: Sequence[tuple[int, int]]
) -> None:
    name = "-".join(f"{ranks}x{zero}" for ranks, zero in shapes)
    job = Job(laboratory.root / name, laboratory.inputs, lora_work())
    for number, (ranks, zero) in enumerate(shapes):
        last = number == len(shapes) - 1
        stop = () if last else (Strike(Place.BATCH, Action.TERMINATE, 3),)
        path = job.new_attempt(workers=ranks, zero=zero)
        ended = laboratory.server.run(Launch(str(path), ranks=ranks, strikes=stop))
        assert ended.error == ("" if last else "Preempted: The job was stopped.")
    right = run(laboratory, f"whole-{name}", lora_work())
    assert losses_of(job) == pytest.approx(losses_of(right), rel=1e-3)


def test_a_dense_model_with_a_tied_head_is_adapted_too(laboratory: Laboratory) -> None:
    """What a pretrained small Llama is; here with fresh weights, and a projector that trains."""
    model = tiny_llama(tied=True).model_copy(update={"adapters": {"attention": ATTENTION}})
    work = lora_work(model=model, train=("projector", "adapters"), zero=3)
    inputs = {role: path for role, path in laboratory.inputs.items() if role != "model"}
    job = Job(laboratory.root / "llama", inputs, work)
    ended = laboratory.server.run(Launch(str(job.new_attempt())))
    assert not ended.error, (job.attempts[-1] / "log.txt").read_text()[-3000:]
    trained = {row.part for row in outcome_of(job).parts if row.trained}
    assert trained == {Part.PROJECTOR, Part.ADAPTERS}
    adapted = {n.split(".")[-3] for n in everything(job) if n.startswith("attention/")}
    assert adapted == {f"{one}_proj" for one in ("q", "k", "v", "o", "gate", "up", "down")}
    assert not any("lm_head" in name for name in job.weights())
    losses = losses_of(job)
    assert sum(losses[-2:]) < sum(losses[:2])


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("ray_cluster")
def test_under_ray_train_weights_are_the_same(laboratory: Laboratory) -> None:
    work = lora_work(dropout=0.2)
    right = run(laboratory, "without-ray", work)
    job = Job(laboratory.root / "ray", laboratory.inputs, work)
    payload = TrainPayload.model_validate_json(job.new_attempt().read_bytes())
    entry = "tests.integration.entries:deepspeed_worker"
    run_training(payload, entry, lambda _: None, threading.Event())
    assert differences(everything(job), everything(right)) == []
