"""Write lists/frequencies.txt: how open clinical texts write a word, small or with a capital.

    .venv/bin/python -m scripts.word_tagger.frequencies FOLDER

FOLDER holds PubMedQA, MedQA, MedMCQA, MedXpertQA, MMLU, MedQuAD and MTS-Dialog.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from pathlib import Path

from residency.data.deid.phrases.words import plain
from scripts.word_tagger.open_texts import open_texts

LIST = Path(__file__).parents[2] / "platform/residency/data/deid/phrases/lists/frequencies.txt"
_HEAD = """\
# Words of open clinical texts (see README): two digits, then words. First digit: how often texts
# write the word in small letters (0 never, 1 below 5, 2 below 40, 3 below 400, 4 more). Second:
# the share of capitals within sentences (0 unknown, 1 up to 5%, 2 up to 30%, 3 up to 70%, 4 more).
"""
_COUNTS, _SHARES = (5, 40, 400), (0.05, 0.3, 0.7)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_WITHIN = re.compile(r"[^.?!:\s] $")  # what stands before a word within a sentence
_A_LINE = 16  # words


def main(folder: Path) -> None:
    """Count and write."""
    small, capital = Counter[str](), Counter[str]()
    for text in open_texts(folder):
        for found in _WORD.finditer(text):
            word = found.group()
            if word.islower():
                small[plain(word)] += 1
            elif word.istitle() and _WITHIN.search(
                text[max(0, found.start() - 2) : found.start()]
            ):
                capital[plain(word)] += 1
    groups: dict[str, list[str]] = defaultdict(list)
    for word in small | capital:
        all_of = small[word] + capital[word]
        if all_of > 1 and re.fullmatch(r"[a-z'-]{1,29}", word):
            tier = 1 + bisect_right(_COUNTS, small[word]) if small[word] > 1 else 0
            share = 1 + bisect_right(_SHARES, capital[word] / all_of)
            groups[f"{tier}{share}"].append(word)
    LIST.write_text(_HEAD + "".join(_lines(groups)), encoding="utf-8")


def _lines(groups: dict[str, list[str]]) -> list[str]:
    lines: list[str] = []
    for digits in sorted(groups):
        words = sorted(groups[digits])
        for start in range(0, len(words), _A_LINE):
            lines.append(f"{digits} {' '.join(words[start : start + _A_LINE])}\n")
    return lines


if __name__ == "__main__":
    main(Path(sys.argv[1]))
