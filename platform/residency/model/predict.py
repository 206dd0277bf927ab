"""Greedy answers from a model folder, batched and token by token."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self, cast

import numpy as np
import torch
from numpy.typing import NDArray
from transformers.models.llava.configuration_llava import LlavaConfig

from residency.data.image import decode_image
from residency.data.pixels import Picture
from residency.data.render import Renderer, load_renderer
from residency.errors import DataError, NotSupportedYet
from residency.model.build import load_model
from residency.model.dimensions import cutting
from residency.model.folder import check_folder
from residency.model.golden import verify_golden
from residency.model.pixels import pixel_values
from residency.model.stream import TextStream
from residency.model.text import TextModelConfig
from residency.ports import Event, Request

BATCH = 16

logger = logging.getLogger(__name__)


class TorchPredictor:
    """A loaded LLaVA model that answers greedily (a request's `seed` has nothing to decide).

    Not for use from two threads at once.
    """

    def __init__(self, model: torch.nn.Module, renderer: Renderer, batch: int = BATCH) -> None:
        self._model = model.eval()
        self._renderer = renderer
        self._batch = batch
        config = _config(model)
        self._context = cast(TextModelConfig, config.text_config).max_position_embeddings
        self._cutting = cutting(config)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load a checked model folder: bf16 on a GPU where there is one, else fp32.

        Before its first answer it has to compute its golden logits: two short passes.

        Raises:
            ModelFolderError: the folder is missing, incomplete or unsafe, or the model does not
                compute the golden logits that are stored with it.
            DataError: its tokenizer is missing or lacks a special token.
        """
        check_folder(folder)
        on_gpu = torch.cuda.is_available()
        model = load_model(folder, dtype=torch.bfloat16 if on_gpu else torch.float32)
        renderer = load_renderer(folder, _config(model).image_seq_length)
        torch.nn.Module.to(model, "cuda" if on_gpu else "cpu")  # its own `to` is mistyped
        if not verify_golden(model, folder):
            logger.warning("%s has no golden logits: it was not exported by a stage.", folder)
        return cls(model, renderer)

    def predict(self, requests: Sequence[Request]) -> Iterator[Event]:
        """Events of all requests; those of a batch interleaved token by token.

        Raises:
            DataError: an image does not decode, images and turns do not match, or a conversation
                is longer than the model's context.
            NotSupportedYet: a request asks for log-probabilities or a plug-in task.
        """
        for request in requests:
            _refuse_unsupported(request)
        for start in range(0, len(requests), self._batch):
            yield from self._answer(start, requests[start : start + self._batch])

    def _answer(self, first: int, requests: Sequence[Request]) -> Iterator[Event]:
        cut = [self._cut(request) for request in requests]
        prompts = [self._prompt(one, tiles) for one, tiles in zip(requests, cut, strict=True)]
        streams = [TextStream(self._renderer, one.max_new_tokens, one.stop) for one in requests]
        decoding = Decoding(self._model, prompts, self._renderer)
        pictures = [picture for tiles in cut for image in tiles for picture in image]
        tokens = decoding.start(np.stack(pictures) if pictures else None)
        while True:
            for row, stream in enumerate(streams):
                if stream.finish is None:
                    yield from _events(first + row, stream, tokens[row], len(prompts[row]))
            if all(stream.finish for stream in streams):
                return
            tokens = decoding.advance(tokens)

    def _cut(self, request: Request) -> list[list[Picture]]:
        """The pictures of each image."""
        return [self._cutting.pictures(decode_image(image)) for image in request.images]

    def _prompt(self, request: Request, cut: Sequence[Sequence[Picture]]) -> tuple[int, ...]:
        prompt = self._renderer.prompt(request.turns, [len(pictures) for pictures in cut])
        needed = len(prompt) + request.max_new_tokens
        if needed > self._context:
            raise DataError(
                f"The conversation needs {needed} tokens ({len(prompt)} of them the prompt); "
                f"the model's context has {self._context}.",
                "Shorten it, or ask for fewer new tokens.",
            )
        return prompt


class Decoding:
    """One batch under way: its key-value cache, attention mask and positions.

    Prompts are padded on the left, so that all rows end at the same column.
    """

    def __init__(
        self, model: torch.nn.Module, prompts: Sequence[Sequence[int]], renderer: Renderer
    ) -> None:
        self._model = model
        self._image_id, padding = renderer.image_id, renderer.padding_id
        parameter = next(model.parameters())
        self._device, self._dtype = parameter.device, parameter.dtype
        width = max(len(prompt) for prompt in prompts)
        ids = [[padding] * (width - len(prompt)) + list(prompt) for prompt in prompts]
        mask = [[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts]
        self._ids = torch.tensor(ids, device=self._device)
        self._mask = torch.tensor(mask, device=self._device)
        self._positions = (self._mask.cumsum(1) - 1).clamp(min=0)
        self._cache: object = None

    def start(self, pictures: NDArray[np.uint8] | None) -> list[int]:
        """Read the prompts; the first token of each row."""
        pixels = None
        if pictures is not None:
            pixels = pixel_values(pictures, self._dtype).to(self._device)
        return self._forward(self._ids, pixels)

    def advance(self, tokens: Sequence[int]) -> list[int]:
        """Take one token a row; the next of each row. Rows that have ended run along unread."""
        self._mask = torch.cat([self._mask, self._mask.new_ones(len(tokens), 1)], dim=1)
        self._positions = self._positions[:, -1:] + 1
        return self._forward(torch.tensor(tokens, device=self._device)[:, None], None)

    # Around each pass alone: around a generator it would leak into the caller between events.
    @torch.inference_mode()  # type: ignore[untyped-decorator,unused-ignore]
    def _forward(self, ids: torch.Tensor, pixels: torch.Tensor | None) -> list[int]:
        out = self._model(
            input_ids=ids,
            pixel_values=pixels,
            attention_mask=self._mask,
            position_ids=self._positions,
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        )
        self._cache = out.past_key_values
        logits = out.logits[:, -1]
        # A placeholder is no word: it was never a target, so that its logit means nothing.
        logits[:, self._image_id] = -torch.inf
        return [int(token) for token in logits.argmax(dim=-1)]


def _config(model: torch.nn.Module) -> LlavaConfig:
    return cast(LlavaConfig, model.config)


def _events(index: int, stream: TextStream, token: int, prompt: int) -> Iterator[Event]:
    text = stream.push(token)
    if text:
        yield Event(index, text=text)
    if stream.finish is not None:
        yield Event(
            index, finish=stream.finish, prompt_tokens=prompt, completion_tokens=stream.tokens
        )


def _refuse_unsupported(request: Request) -> None:
    placed = sum(turn.images for turn in request.turns)
    if placed != len(request.images):
        raise DataError(
            f"The turns place {placed} images and the request carries {len(request.images)}.",
            "Send as many images as the turns say.",
        )
    if request.logprobs or request.task:
        asked = "logprobs" if request.logprobs else f"task {request.task}"
        raise NotSupportedYet(f"not supported yet: {asked} in a request", "Leave it out.")
