"""Which subjects are held out: whole patients, by modality, decided by a seeded hash."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from residency.data.outline import Outline


def heldout_subjects(records: Iterable[Outline], fraction: float, seed: int) -> frozenset[str]:
    """The subjects (patient, else study, else file) that training never sees.

    Stratified by modality: of each modality's subjects the `fraction` with the lowest seeded
    hash is held out, at least one where there are two or more. A modality of a single subject
    stays in training. A subject with several modalities counts under the first by name.

    The hash is of the subject's pixels, not of its pseudonym: the same files split the same way
    under every tenant's key.
    """
    by_subject: dict[str, list[Outline]] = defaultdict(list)
    for record in records:
        by_subject[record.subject].append(record)
    strata: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, own in by_subject.items():
        modality = min(r.attributes.get("modality", "") for r in own)
        strata[modality].append((_draw(seed, min(r.content for r in own)), subject))
    chosen: set[str] = set()
    for members in strata.values():
        ranked = [subject for _, subject in sorted(members)]
        count = max(1, round(len(ranked) * fraction)) if len(ranked) > 1 else 0
        chosen.update(ranked[: min(count, len(ranked) - 1)])
    return frozenset(chosen)


def _draw(seed: int, content: str) -> str:
    return hashlib.sha256(f"split\0{seed}\0{content}".encode()).hexdigest()
