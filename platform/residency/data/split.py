"""Which subjects are held out: whole patients, by modality, decided by a seeded hash."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable

from residency.data.outline import Outline


def heldout_subjects(records: Iterable[Outline], fraction: float, seed: int) -> frozenset[str]:
    """The subjects (patient, else study, else file) that training never sees.

    Stratified by modality: of each modality's subjects the `fraction` with the lowest seeded
    hash is held out, at least one where there are two or more. A modality of a single subject
    stays in training. A subject with several modalities counts under the first by name. Subjects
    that share a study are one person, and stay together.

    The hash is of the subject's pixels, not of its pseudonym: the same files split the same way
    under every tenant's key.
    """
    by_person: dict[str, list[Outline]] = defaultdict(list)
    known = tuple(records)
    person = _people(known)
    for record in known:
        by_person[person(record.subject)].append(record)
    strata: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, own in by_person.items():
        modality = min(r.attributes.get("modality", "") for r in own)
        strata[modality].append((_draw(seed, min(r.content for r in own)), name))
    chosen: set[str] = set()
    for members in strata.values():
        ranked = [name for _, name in sorted(members)]
        count = max(1, round(len(ranked) * fraction)) if len(ranked) > 1 else 0
        chosen.update(ranked[: min(count, len(ranked) - 1)])
    return frozenset(r.subject for name in chosen for r in by_person[name])


def _people(records: Iterable[Outline]) -> Callable[[str], str]:
    """Which subjects are one person: files of one study are, also where some name no patient.

    Returns a function from a subject to the one that stands for its person.
    """
    stands_for: dict[str, str] = {}

    def leader(name: str) -> str:
        while (above := stands_for.get(name, name)) != name:
            name = above
        return name

    for record in records:
        if record.study:
            stands_for[leader(record.study)] = leader(record.subject)
    return leader


def _draw(seed: int, content: str) -> str:
    return hashlib.sha256(f"split\0{seed}\0{content}".encode()).hexdigest()
