"""Shapes of models, written down. tests/unit/model/test_shape.py holds them to the classes."""

from collections.abc import Iterator

from residency.plan.shape import ModelShape, TextShape, VisionShape, Weight
from residency.spec.model import TextArchitecture

GPT_OSS_20B = TextShape(
    architecture=TextArchitecture.GPT_OSS,
    hidden=2880,
    layers=24,
    heads=64,
    kv_heads=8,
    head_dim=64,
    intermediate=2880,
    vocabulary=201_088,
    experts=32,
    experts_per_token=4,
    window=128,
    windowed_layers=12,
)
CLIP_L_336 = VisionShape(
    hidden=1024,
    layers=24,
    used_layers=23,
    heads=16,
    intermediate=4096,
    patches=576,
    patch_values=588,
    image_values=3 * 336 * 336,
)
VISION, PROJECTOR = 303_507_456, 11_249_280
TOTAL = 21_229_513_920


def medgpt_20b(*, frozen_language: bool = False) -> ModelShape:
    """MedGPT-oss 20B: its weights by module, as large as the real ones."""
    weights = tuple(
        Weight(path, size, trained=not (frozen_language and path.startswith("language.")))
        for path, size in _weights()
    )
    return ModelShape(GPT_OSS_20B, CLIP_L_336, weights)


def _weights() -> Iterator[tuple[str, int]]:
    text = GPT_OSS_20B
    hidden, inner = text.hidden, text.intermediate
    yield "vision.tower.weight", VISION
    yield "projector.linear_1.weight", PROJECTOR
    yield "language.embeddings.weight", text.vocabulary * hidden
    for layer in range(text.layers):
        place = f"language.layers.{layer}"
        for name, width in (("q_proj", text.query_width), ("k_proj", text.kv_width)):
            yield f"{place}.self_attn.{name}.weight", hidden * width
            yield f"{place}.self_attn.{name}.bias", width
        yield f"{place}.self_attn.v_proj.weight", hidden * text.kv_width
        yield f"{place}.self_attn.v_proj.bias", text.kv_width
        yield f"{place}.self_attn.o_proj.weight", text.query_width * hidden
        yield f"{place}.self_attn.o_proj.bias", hidden
        yield f"{place}.self_attn.sinks", text.heads
        yield f"{place}.mlp.experts.gate_up_proj", text.experts * hidden * 2 * inner
        yield f"{place}.mlp.experts.gate_up_proj_bias", text.experts * 2 * inner
        yield f"{place}.mlp.experts.down_proj", text.experts * inner * hidden
        yield f"{place}.mlp.experts.down_proj_bias", text.experts * hidden
        yield f"{place}.mlp.router.weight", text.experts * hidden
        yield f"{place}.mlp.router.bias", text.experts
        yield f"{place}.input_layernorm.weight", hidden
        yield f"{place}.post_attention_layernorm.weight", hidden
    yield "language.norm.weight", hidden
    yield "language.head.weight", text.vocabulary * hidden
