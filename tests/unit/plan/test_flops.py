"""Operations a token, held against what can be computed by hand."""

from dataclasses import replace

import pytest

from residency.plan.flops import active_parameters, stage_flops
from residency.plan.shape import Weight
from tests.unit.plan.shapes import medgpt_20b


def test_a_token_meets_the_chosen_experts_only() -> None:
    """3.61B of 20.91B, as gpt-oss's card counts them."""
    assert active_parameters(medgpt_20b()) == pytest.approx(3.61e9, rel=0.002)


def test_two_operations_a_weight_forward_and_twice_that_backward() -> None:
    shape = medgpt_20b()
    found = stage_flops(shape, 1, checkpointing=False).token
    assert found.forward == pytest.approx(2 * active_parameters(shape), rel=0.001)
    assert found.backward == 2 * found.forward
    assert (found.recomputed, found.model) == (0, 3 * found.forward)


def test_frozen_weights_get_no_gradient_but_pass_the_inputs_on() -> None:
    frozen = stage_flops(medgpt_20b(frozen_language=True), 1, checkpointing=False).token
    assert frozen.backward == pytest.approx(frozen.forward, rel=0.001)


def test_before_nothing_that_is_trained_there_is_no_backward_pass() -> None:
    shape = medgpt_20b()
    head = tuple(replace(w, trained=w.path == "language.head.weight") for w in shape.weights)
    found = stage_flops(replace(shape, weights=head), 8192, checkpointing=True)
    assert found.token.backward == 2 * 2880 * 201_088
    assert found.token.recomputed == 0
    assert (found.image.backward, found.image.recomputed) == (0, 0)


def test_checkpointing_computes_the_layers_again_but_not_the_head() -> None:
    found = stage_flops(medgpt_20b(), 8192, checkpointing=True).token
    assert found.recomputed == pytest.approx(found.forward - 2 * 2880 * 201_088)
    assert found.hardware == found.model + found.recomputed


def test_attention_grows_with_the_row_where_no_window_holds_it() -> None:
    """12 full layers see half of the row, 12 sliding ones about 128 positions."""
    short, long = (
        stage_flops(medgpt_20b(), length, checkpointing=False).attention
        for length in (16_384, 32_768)
    )
    a_position = 3 * 4 * 4096 * 12  # forward and backward, both products, the full layers
    assert long - short == pytest.approx(a_position * (32_768 - 16_384) / 2, rel=0.001)


def test_a_tile_costs_the_tower_and_the_projector() -> None:
    found = stage_flops(medgpt_20b(), 8192, checkpointing=False).image
    scores = 4 * 1024 * 577 * 24  # a token's, over all patches, in all layers
    projector = 576 * 2 * 11.249e6
    assert found.forward == pytest.approx(577 * (2 * 0.3026e9 + scores) + projector, rel=0.001)


def test_a_tower_computes_all_layers_and_goes_back_from_the_one_that_is_looked_at() -> None:
    """LLaVA looks at the 23rd of 24; CLIP's encoder computes the last one all the same."""
    shape = medgpt_20b()
    found = stage_flops(shape, 8192, checkpointing=True).image
    layer = 577 * (2 * 12 * 1024**2 + 4 * 1024 * 577)
    assert found.backward == pytest.approx(2 * (found.forward - layer))
    projector = 576 * 2 * 11_249_280
    assert found.recomputed == pytest.approx(found.forward - layer - projector)
    last = replace(shape, vision=replace(shape.vision, used_layers=24))
    assert stage_flops(last, 8192, checkpointing=True).image.forward == found.forward


def test_of_adapters_beside_packed_experts_a_token_meets_the_chosen_ones() -> None:
    def forward(*paths: str) -> float:
        shape = medgpt_20b(frozen_language=True)
        beside = tuple(Weight(f"adapters.own.{path}", 32_000) for path in paths)
        whole = replace(shape, weights=(*shape.weights, *beside))
        return stage_flops(whole, 1, checkpointing=False).token.forward

    layer = "language.layers.0"
    assert forward(f"{layer}.self_attn.q_proj.lora_A") - forward() == 2 * 32_000
    assert forward(f"{layer}.mlp.experts.lora_A") - forward() == 2 * 32_000 * 4 / 32
