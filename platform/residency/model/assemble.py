"""A LLaVA model put together from pretrained folders; what no folder holds is drawn from the seed.

Weights go from file to file, a tensor at a time: the memory that is needed is one file of the
result (2 GB, or the largest tensor where that is larger), the embeddings once more, and the parts
that are drawn, whatever the model's size. Training then loads the result as it loads every model,
partitioned under ZeRO-3.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import torch
from transformers.configuration_utils import PreTrainedConfig
from transformers.models.llama.configuration_llama import LlamaConfig
from transformers.models.llava.configuration_llava import LlavaConfig

from residency.errors import ModelFolderError
from residency.model.build import build_model, joined_config, refuse_unsupported, unloaded_model
from residency.model.export import TOKENIZER_FILES
from residency.model.given import check_text, check_vision
from residency.model.shard_writer import FILE_BYTES, ShardWriter
from residency.model.text import TextModelConfig, given_text, stated_text
from residency.model.vision import given_vision, stated_vision
from residency.model.weights import EMBEDDINGS, HEAD, Named, text_weights, vision_weights
from residency.model.words import Words, load_words
from residency.spec.model import Model

_AT_ONCE: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Sources:
    """Where parts come from; None: from the seed."""

    text: Path | None
    vision: Path | None
    tokenizer: Path  # that knows all words of the chat format


@dataclass(frozen=True, slots=True)
class Assembled:
    """Parameters by where they come from."""

    given: int
    drawn: int


def assemble(
    model: Model, sources: Sources, seed: int, folder: Path, *, file_bytes: int = FILE_BYTES
) -> Assembled:
    """Write the whole model to `folder`, as an export leaves one: bf16 safetensors.

    Raises ModelFolderError where a folder is missing, unsafe, not what the recipe says or lacks a
    weight; NotSupportedYet by name.
    """
    refuse_unsupported(model)
    words = load_words(sources.tokenizer)
    config = _config(model, sources, words)
    folder.mkdir(parents=True, exist_ok=True)
    expected = _expected(config)
    writer = ShardWriter(folder, file_bytes)
    given = _add(writer, _given(model, sources, words, config), expected)
    drawn = _add(writer, _drawn(config, sources, seed), expected)
    if expected:
        raise ModelFolderError(
            f"{len(expected)} weights are in no folder, {min(expected)} among them.",
            "Name folders with all weights of a text model and of a vision tower.",
        )
    writer.close()
    _describe(config, folder)
    for name in TOKENIZER_FILES:
        if (sources.tokenizer / name).is_file():
            shutil.copyfile(sources.tokenizer / name, folder / name)
    return Assembled(given, drawn)


def _config(model: Model, sources: Sources, words: Words) -> LlavaConfig:
    text: TextModelConfig
    if sources.text is None:
        text = stated_text(model, words)
    else:
        text = given_text(model, check_text(model, sources.text), words)
    if sources.vision is None:
        vision = stated_vision(model)
    else:
        vision = given_vision(check_vision(model, sources.vision))
    return joined_config(model, text, vision, words)


def _expected(config: LlavaConfig) -> dict[str, torch.Size]:
    """Names and shapes of all weights; a tied head is no weight of its own."""
    with torch.device("meta"):
        modules = unloaded_model(config)
    return {name: parameter.shape for name, parameter in modules.named_parameters()}


def _given(model: Model, sources: Sources, words: Words, config: LlavaConfig) -> Named:
    if sources.text is not None:
        tied = bool(config.tie_word_embeddings)
        rows = cast(TextModelConfig, config.text_config).vocab_size
        for name, value in text_weights(sources.text):
            if name == HEAD and tied:
                continue  # some releases write a tied head once more
            if name in (EMBEDDINGS, HEAD):
                yield name, extended(value, rows, words.added, model.vocabulary.init)
            else:
                yield name, value
    if sources.vision is not None:
        yield from vision_weights(sources.vision)


def extended(value: torch.Tensor, rows: int, added: tuple[int, ...], init: str) -> torch.Tensor:
    """Embeddings [words, width] with so many rows; those of added words start anew.

    They begin as the mean of the rows of words that the model knows (J. Hewitt, Initializing New
    Word Embeddings for Pretrained Language Models, 2021, without the noise), or as zeros.
    """
    more = rows - len(value)
    if not added and not more:
        return value
    renamed = [row for row in added if row < len(value)]
    known = len(value) - len(renamed)
    begin = (_summed(value) - _summed(value[renamed])) / known if init == "mean" else 0.0
    whole = torch.cat([value, value.new_zeros(more, value.shape[1])])
    whole[[*renamed, *range(len(value), rows)]] = torch.as_tensor(begin).to(value.dtype)
    return whole


def _summed(rows: torch.Tensor) -> torch.Tensor:
    """Sum over rows in fp64, a part at a time: all of them would take four times their bytes."""
    total = torch.zeros(rows.shape[1], dtype=torch.float64)
    for first in range(0, len(rows), _AT_ONCE):
        total += rows[first : first + _AT_ONCE].double().sum(dim=0)
    return total


def _drawn(config: LlavaConfig, sources: Sources, seed: int) -> Iterator[tuple[str, torch.Tensor]]:
    """What no folder holds, as the classes draw it."""
    whole = config if sources.text is None else _without_text(config)
    for name, value in build_model(whole, seed=seed, dtype=torch.float32).named_parameters():
        of_text = name == HEAD or name.startswith("model.language_model.")
        of_vision = name.startswith("model.vision_tower.")
        given = sources.text if of_text else sources.vision if of_vision else None
        if given is None:
            yield name, value.detach()


def _without_text(config: LlavaConfig) -> LlavaConfig:
    """The same projector and tower, over a text model of the same width and no layer."""
    text = cast(TextModelConfig, config.text_config)
    bare = LlavaConfig(**config.to_dict())
    bare.text_config = LlamaConfig(
        vocab_size=1,
        hidden_size=text.hidden_size,
        intermediate_size=1,
        num_hidden_layers=0,
        num_attention_heads=1,
        initializer_range=text.initializer_range,
        pad_token_id=None,
        bos_token_id=None,
        eos_token_id=None,
    )
    bare.image_token_id = 0
    return bare


def _add(writer: ShardWriter, weights: Named, expected: dict[str, torch.Size]) -> int:
    """Write those that are expected, and take them off; how many numbers they have."""
    count = 0
    for name, value in weights:
        _check(name, value, expected)
        del expected[name]
        writer.add(name, value)
        count += value.numel()
    return count


def _check(name: str, value: torch.Tensor, expected: Mapping[str, torch.Size]) -> None:
    if name not in expected:
        raise ModelFolderError(
            f"A folder holds the weight {name}, which the model does not have, or twice.",
            "Name the folder of a model of the architecture that the recipe says.",
        )
    if value.shape != expected[name]:
        raise ModelFolderError(
            f"The weight {name} has the shape {list(value.shape)}; its config.json asks for "
            f"{list(expected[name])}.",
            "Copy the folder again; do not edit config.json by hand.",
        )


def _describe(config: LlavaConfig, folder: Path) -> None:
    config.architectures = ["LlavaForConditionalGeneration"]
    for part in (config, config.text_config, config.vision_config):
        cast(PreTrainedConfig, part).dtype = "bfloat16"
    config.save_pretrained(folder)
