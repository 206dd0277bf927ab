"""Bytes in the machine's memory: what ranks keep there, and what rank 0 exports from it."""

from dataclasses import replace

import pytest

from residency.plan.budget import StagePlan
from residency.plan.host import (
    HostPlan,
    export_bytes,
    memory_bytes,
    ranks_a_machine,
    read_again_bytes,
)
from residency.plan.shape import ModelShape, Weight
from residency.spec.training import Precision
from tests.tiny import tiny_work
from tests.unit.plan.shapes import TOTAL, medgpt_20b

WORDS = 201_088 * 2880
QUERIES = 2880 * 4096


def adapted(place: str) -> ModelShape:
    shape = medgpt_20b()
    beside = tuple(Weight(f"adapters.own.{place}.lora_{one}", 1000) for one in "AB")
    return replace(shape, weights=(*shape.weights, *beside))


def test_an_offloaded_stage_holds_28_bytes_a_parameter_until_its_checkpoint_is_written() -> None:
    work = tiny_work(zero=3, workers=8, offload=True, precision=Precision.BF16)
    host = StagePlan("midtrain", medgpt_20b(), work).host(room=8)
    assert (host.offloaded, host.copied) == (16 * TOTAL // 8, 12 * TOTAL // 8)
    assert host.machine == 8 * host.rank == 28 * TOTAL


def test_an_export_counts_where_it_is_more_than_the_copies_before_it() -> None:
    assert HostPlan(4, 10, 1, 100, 0).machine == 4 * 10 + 100
    assert HostPlan(4, 10, 30, 100, 0).machine == 4 * 40


def test_an_export_is_the_whole_model_and_in_fp32_its_bf16_numbers_too() -> None:
    assert export_bytes(medgpt_20b(), 2) == 2 * TOTAL
    assert export_bytes(medgpt_20b(), 4) == 6 * TOTAL


def test_tied_words_are_held_under_both_names() -> None:
    shape = medgpt_20b()
    tied = replace(shape, text=replace(shape.text, tied=True))
    assert export_bytes(tied, 2) - export_bytes(shape, 2) == 2 * WORDS


@pytest.mark.parametrize(
    ("place", "sum_of"),
    [
        ("language.layers.0.self_attn.q_proj", QUERIES),
        ("language.layers.0.mlp.experts", 32 * 3 * 2880 * 2880),
    ],
)
def test_weights_that_adapters_are_merged_into_are_there_twice(place: str, sum_of: int) -> None:
    assert export_bytes(adapted(place), 2) == 2 * (TOTAL + 2000 + sum_of)


def test_h_lora_is_not_merged() -> None:
    shape = adapted("language.layers.0.self_attn.q_proj")
    assert shape.served == TOTAL
    router = Weight("adapters.own.language.layers.0.self_attn.q_proj.router", 10)
    routed = replace(shape, weights=(*shape.weights, router))
    assert routed.served == TOTAL + 2010
    assert export_bytes(routed, 2) == 2 * (TOTAL + 2010)


def test_reading_again_takes_the_model_and_its_widest_block_in_fp32() -> None:
    layer = 32 * (3 * 2880 + 3) * 2880 + 32 * 2880 + 32  # experts with biases, and their router
    attention = 2 * QUERIES + 4096 + 2880 + 64 + 2 * (2880 + 1) * 512
    widest = 4 * (layer + attention + 2 * 2880)
    assert read_again_bytes(medgpt_20b()) == 2 * TOTAL + widest + 2**29


@pytest.mark.parametrize(("workers", "ranks"), [(1, 1), (8, 8), (12, 6), (16, 8)])
def test_ranks_are_spread_evenly_over_machines(workers: int, ranks: int) -> None:
    assert ranks_a_machine(workers, 8) == ranks


def test_memory_is_read_as_the_recipe_writes_it_and_asked_for_so() -> None:
    assert memory_bytes("3Gi") == 3 * 2**30 == memory_bytes("3072Mi")
    assert HostPlan(2, 2**30, 0, 1, 0).gibibytes == 2
