"""The shape of a recipe's model, from the real classes on the meta device: no memory, no weights.

It counts more than can be trained yet: LLaVA takes Llama, Qwen2 and Phi-3 text models too, and
a ViT as its tower; several projectors and low-rank plug-ins are added as their papers state
them. What a recipe leaves open is refused by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from transformers.configuration_utils import PreTrainedConfig
from transformers.models.clip.configuration_clip import CLIPVisionConfig
from transformers.models.gpt_oss.configuration_gpt_oss import GptOssConfig
from transformers.models.llama.configuration_llama import LlamaConfig
from transformers.models.llava.configuration_llava import LlavaConfig
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration
from transformers.models.phi3.configuration_phi3 import Phi3Config
from transformers.models.qwen2.configuration_qwen2 import Qwen2Config
from transformers.models.vit.configuration_vit import ViTConfig

from residency.errors import SpecError
from residency.model.adapters_layers import Layer, targeted, text_layers
from residency.model.parts import path_of
from residency.plan.choice import chosen, chosen_adapters
from residency.plan.shape import ModelShape, TextShape, Weight, text_shape, vision_shape
from residency.spec.model import (
    Adapter,
    AdapterKind,
    Model,
    Projector,
    ProjectorKind,
    TextArchitecture,
    VisionArchitecture,
    VisionConfig,
)

_TEXTS: Mapping[TextArchitecture, type[PreTrainedConfig]] = {
    TextArchitecture.GPT_OSS: GptOssConfig,
    TextArchitecture.LLAMA: LlamaConfig,
    TextArchitecture.PHI3: Phi3Config,
    TextArchitecture.QWEN2: Qwen2Config,
}
_LAYERS = "language.layers."


def model_shapes(
    model: Model, stages: Sequence[Sequence[str]], vocabulary: int | None = None
) -> tuple[ModelShape, ...]:
    """One shape a stage, from the globs that it trains.

    `vocabulary` stands in where neither the recipe's dimensions nor a tokenizer say it yet.
    Raises SpecError where the recipe lacks a dimension, or a glob chooses nothing.
    """
    text, vision = text_shape(model, vocabulary), vision_shape(model)
    with torch.device("meta"):
        built = LlavaForConditionalGeneration(_config(model, text))
    own, layers = dict(_own_sizes(model, text, built)), text_layers(built)
    shapes = []
    for globs in stages:
        sizes = own | _adapter_sizes(model.adapters, layers, globs)
        trained = chosen(sizes, globs)
        weights = tuple(Weight(path, size, path in trained) for path, size in sizes.items())
        shapes.append(ModelShape(text, vision, weights, len(model.projectors)))
    return tuple(shapes)


def _own_sizes(model: Model, text: TextShape, built: nn.Module) -> Iterator[tuple[str, int]]:
    """The model's weights: paths as a recipe's globs see them, with their elements."""
    with torch.device("meta"):
        projectors = {name: _projector(one, model, text) for name, one in model.projectors.items()}
    for name, parameter in built.named_parameters():
        path = path_of(name)
        if not path.startswith("projector."):
            yield path, parameter.numel()
    for name, module in projectors.items():
        # A single projector has no name of its own, as in the class that LLaVA builds.
        prefix = (
            "projector." if len(projectors) == 1 and name == "default" else f"projector.{name}."
        )
        for below, parameter in module.named_parameters():
            yield prefix + below, parameter.numel()


def _config(model: Model, text: TextShape) -> LlavaConfig:
    size = model.vision.config
    features = model.vision.features[0]
    assert size is not None  # vision_shape has refused its absence
    return LlavaConfig(
        vision_config=_vision(model.vision.architecture, size),
        text_config=_text(model, text),
        image_token_index=0,
        image_seq_length=(size.image_size // size.patch_size) ** 2,
        projector_hidden_act="gelu",
        vision_feature_layer=features.layer,
        tie_word_embeddings=text.tied,
    )


def _text(model: Model, text: TextShape) -> PreTrainedConfig:
    size = model.text.config
    assert size is not None  # text_shape has refused its absence
    settings: dict[str, Any] = {
        "vocab_size": text.vocabulary,
        "hidden_size": text.hidden,
        "intermediate_size": text.intermediate,
        "num_hidden_layers": text.layers,
        "num_attention_heads": text.heads,
        "num_key_value_heads": text.kv_heads,
        "max_position_embeddings": size.context,
        "tie_word_embeddings": text.tied,
        "pad_token_id": None,
    }
    if text.architecture is TextArchitecture.GPT_OSS:
        settings |= {
            "num_local_experts": text.experts,
            "num_experts_per_tok": text.experts_per_token,
            "sliding_window": text.window or size.context,
            # Rotary angles have no parameters; the class would default to YaRN.
            "rope_parameters": {"rope_type": "default", "rope_theta": size.rope_theta},
        }
    if text.architecture in (TextArchitecture.GPT_OSS, TextArchitecture.LLAMA):
        settings["head_dim"] = text.head_dim
    elif text.query_width != text.hidden:
        raise SpecError(
            f"model.text.config: {text.heads} heads of headDim {text.head_dim} are "
            f"{text.query_width} wide, but {text.architecture.value} joins them to its "
            f"hiddenSize of {text.hidden}.",
            "Leave headDim out, or make heads x headDim equal hiddenSize.",
        )
    return _TEXTS[text.architecture](**settings)


def _vision(architecture: VisionArchitecture, size: VisionConfig) -> PreTrainedConfig:
    kind = CLIPVisionConfig if architecture is VisionArchitecture.CLIP else ViTConfig
    return kind(
        image_size=size.image_size,
        patch_size=size.patch_size,
        hidden_size=size.hidden_size,
        intermediate_size=size.intermediate_size,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
    )


def _projector(projector: Projector, model: Model, text: TextShape) -> nn.Module:
    """LLaVA's two layers, or one; each with its bias."""
    size = model.vision.config
    assert size is not None
    modules: dict[str, nn.Module] = {"linear_1": nn.Linear(size.hidden_size, text.hidden)}
    if projector.kind is ProjectorKind.MLP:
        modules["linear_2"] = nn.Linear(text.hidden, text.hidden)
    return nn.ModuleDict(modules)


def _adapter_sizes(
    adapters: Mapping[str, Adapter], layers: Sequence[Layer], globs: Sequence[str]
) -> dict[str, int]:
    """Of those that are there in a stage: LoRA where it is trained, since export merges it."""
    trained = chosen_adapters(adapters, globs)
    sizes: Counter[str] = Counter()
    for name, adapter in adapters.items():
        found = targeted(name, adapter, layers)
        if adapter.kind is AdapterKind.LORA and name not in trained:
            continue
        for layer in found:
            place = f"adapters.{name}.{layer.place}"
            for matrix, size in layer.sizes(adapter.rank).items():
                sizes[f"{place}.{matrix}"] += size
            if adapter.kind is AdapterKind.HLORA:
                sizes[f"{place}.router"] += adapter.experts * layer.inputs
    return dict(sizes)
