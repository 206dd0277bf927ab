"""Conversations whose lengths are those of real data, or of a stated mix where there is none."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

from benchmarks.near_texts.reports import reports
from benchmarks.peers.padding import tokenizer_of, turns_of
from residency.data.sample import Turn

ROOT = Path(__file__).resolve().parents[2]
BESIDE: Final = {  # public sets, where they lie beside the repository
    "vqa_rad": ROOT.parent / "shared/data/permissive/vqa/vqa_rad",
    "captions": ROOT.parent / "shared/data/noncommercial/image_text/rocov2_sample",
    "pub_med_qa": ROOT.parent / "shared/data/permissive/text_qa/pubmedqa_l",
}
GENERATED: Final = 2400  # samples
QUESTION = "Describe the picture."


@dataclass(frozen=True, slots=True)
class Mix:
    """Conversations, and a tokenizer that was trained on them."""

    name: str
    conversations: Sequence[Sequence[Turn]]
    tokenizer: Tokenizer


def mix_of(sets: Mapping[str, Path]) -> Mix:
    """Every sample of the training sides once; of `sets`, of those beside, or a generated mix."""
    found = sets or {name: path for name, path in BESIDE.items() if path.is_dir()}
    if found:
        own = [turns for name, path in found.items() for turns in turns_of(name, path)]
        name = ", ".join(found)
    else:
        own, name = list(_generated(GENERATED)), "generated"
    return Mix(name, own, tokenizer_of(own))


def without_pictures(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The same words."""
    return tuple(replace(turn, images=0) for turn in turns)


def _generated(count: int) -> Iterator[Sequence[Turn]]:
    """Of six, three answers of some words, two of a sentence or two, one of four reports.

    As questions, captions and abstracts are mixed in VQA-RAD, ROCOv2 and PubMedQA.
    """
    chance = random.Random(0)
    for number in range(count):
        kind = chance.randrange(6)
        sentences = ". ".join(reports(4 * number, 4)).split(". ")
        if kind < 3:
            text, images = " ".join(sentences[0].split()[: chance.randint(1, 4)]), 1
        elif kind < 5:
            text, images = ". ".join(sentences[: chance.randint(1, 3)]), 1
        else:
            text, images = ". ".join(sentences[: chance.randint(15, 24)]), 0
        yield Turn("user", QUESTION, images), Turn("assistant", text)
