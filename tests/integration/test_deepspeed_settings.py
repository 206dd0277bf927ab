"""A recipe's own DeepSpeed settings: tables as the installed version has them, and runs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from safetensors.torch import load_file

from residency.adapters.deepspeed.shims import deepspeed
from residency.plan.work import TrainWork
from residency.spec.deepspeed import TAKEN, ZERO_TAKEN, Deciding, DeepSpeed, ZeroOptimization
from residency.spec.training import Precision
from residency.train.payload import Ending, TrainPayload, read_outcome
from tests.tiny import tiny_work

ROOT = Path(__file__).resolve().parents[2]
MakePayload = Callable[..., TrainPayload]

pytestmark = pytest.mark.timeout(600)  # for the launch of all jobs


class Asked(dict[str, Any]):
    """A configuration that remembers which keys DeepSpeed looks for."""

    def __init__(self) -> None:
        super().__init__(train_batch_size=1)
        self.names: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def keys(self) -> Any:
        return self  # `in config.keys()`

    def __deepcopy__(self, memo: object) -> "Asked":
        return self


def test_every_key_of_the_installed_deepspeed_can_be_set_or_is_refused_by_name() -> None:
    asked = Asked()
    deepspeed.DeepSpeedConfig(asked)
    assert asked.names == set(TAKEN) | set(DeepSpeed.model_fields)


def test_so_is_every_key_of_its_zero_section_and_types_agree() -> None:
    theirs = {
        field.alias or name: field.annotation
        for name, field in deepspeed.runtime.zero.config.DeepSpeedZeroConfig.model_fields.items()
    }
    assert set(theirs) == set(ZERO_TAKEN) | set(ZeroOptimization.model_fields)
    for name, field in ZeroOptimization.model_fields.items():
        assert kind(field.annotation) is kind(theirs[name]), name


def kind(annotation: Any) -> type:
    """bool of `bool | None`, int of a constrained one."""
    first = next((a for a in get_args(annotation) if a is not type(None)), annotation)
    return kind(get_args(first)[0]) if get_args(first) else first


def all_open() -> DeepSpeed:
    """Each setting that moves or logs the same numbers, at another value than the standard."""
    zero = {
        "contiguous_gradients": True,
        "overlap_comm": True,
        "reduce_scatter": False,
        "use_multi_rank_bucket_allreduce": False,
        "allgather_partitions": False,
        "reduce_bucket_size": 4000,
        "allgather_bucket_size": 4000,
        "sub_group_size": 5000,
        "stage3_prefetch_bucket_size": 100,
        "stage3_param_persistence_threshold": 10,
        "stage3_model_persistence_threshold": 1000,
        "stage3_max_live_parameters": 1000,
        "stage3_max_reuse_distance": 1000,
        "stage3_use_all_reduce_for_fetch_params": True,
        "stage3_allgather_sequential": True,
        "ignore_unused_parameters": True,
        "log_trace_cache_warnings": True,
        "enable_sanity_checks": True,
    }
    return DeepSpeed.model_validate_json(
        json.dumps(
            {
                "zero_optimization": zero,
                "steps_per_print": 1,
                "wall_clock_breakdown": True,
                "memory_breakdown": True,
                "dump_state": True,
                "comms_logger": {"enabled": True, "prof_ops": ["all_reduce"], "verbose": True},
            }
        )
    )


def works() -> Iterator[tuple[str, TrainWork]]:
    rounded = Deciding.model_validate_json('{"communication_data_type": "bf16"}')
    for zero in (1, 2, 3):
        made = tiny_work(
            zero=zero, workers=2, global_batch=4, precision=Precision.FP32, checkpoint_every=2
        )
        yield f"made-{zero}", made
        moved = made.execution.model_copy(update={"deepspeed": all_open()})
        yield f"moved-{zero}", made.model_copy(update={"execution": moved})
        identity = made.identity.model_copy(update={"deepspeed": rounded})
        yield f"rounded-{zero}", made.model_copy(update={"identity": identity})


@pytest.fixture(scope="module")
def folders(
    make_payload: MakePayload, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """Of each job, after all of them ran on two ranks in one launch."""
    paths, folders = [], {}
    for name, work in works():
        payload = make_payload(name, work)
        folders[name] = Path(payload.folder)
        paths.append(tmp_path_factory.mktemp("payloads") / f"{name}.json")
        paths[-1].write_text(payload.model_dump_json(by_alias=True))
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "--standalone"]
    ran = subprocess.run(
        [*command, "-m", "tests.integration.entries", *map(str, paths)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    return folders


def difference(ours: Path, theirs: Path) -> float:
    """The largest, over all weights."""
    one, other = (load_file(folder / "model" / "model.safetensors") for folder in (ours, theirs))
    return max(float((one[name] - other[name]).abs().max()) for name in one)


@pytest.mark.parametrize("zero", [1, 2, 3])
def test_what_moves_numbers_changes_none_and_what_rounds_them_does(
    folders: Mapping[str, Path], zero: int
) -> None:
    made, moved, rounded = (folders[f"{name}-{zero}"] for name in ("made", "moved", "rounded"))
    assert {read_outcome(one).ending for one in (made, moved, rounded)} == {Ending.DONE}
    assert difference(made, moved) < 1e-6
    assert difference(made, rounded) > 1e-6
    assert torch.isfinite(torch.tensor(difference(made, rounded)))
