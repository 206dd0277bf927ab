"""Which subjects are held out: whole patients, by modality, decided by a seeded hash."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from residency.data.outline import Outline, SampleOutline
from residency.data.sample import Split
from residency.errors import DataError


@dataclass(frozen=True, slots=True)
class Member:
    """One thing to put on a side, and what ties it to others: all that share a tie stay together.

    `content` (a digest of pixels and text) decides, and no pseudonym: the same files split the
    same way under every tenant's key.
    """

    name: str
    ties: tuple[str, ...]
    modality: str
    content: str


def heldout_subjects(records: Iterable[Outline], fraction: float, seed: int) -> frozenset[str]:
    """The subjects (patient, else study, else file) that training never sees.

    Subjects that share a study are one person, and stay together; so do those of equal pixels.
    """
    return heldout_members(
        (
            Member(r.subject, _ties(r.subject, r.study, r.content), _modality(r), r.content)
            for r in records
        ),
        fraction,
        seed,
    )


def heldout_samples(
    outlines: Iterable[SampleOutline], fraction: float, seed: int
) -> frozenset[str]:
    """The source keys of the conversations that training never sees.

    Those that share a patient, a study or a picture stay together, and equal ones do: neither a
    picture nor a text without one is on both sides.
    """
    return heldout_members(
        (
            Member(
                o.source_key,
                _ties(o.patient, o.study, *o.pictures, f"equal {o.content}"),
                _modality(o),
                o.content,
            )
            for o in outlines
        ),
        fraction,
        seed,
    )


def heldout_members(members: Iterable[Member], fraction: float, seed: int) -> frozenset[str]:
    """Names of the members that are held out, in whole groups.

    Stratified by modality: of each modality's groups the `fraction` with the lowest seeded hash
    is held out, at least one where there are two or more, none where `fraction` is 0. A modality
    of a single group stays in training. A group of several counts under the first by name.
    """
    strata: dict[str, list[tuple[str, int]]] = defaultdict(list)
    groups = _groups(tuple(members))
    for number, group in enumerate(groups):
        modality = min(member.modality for member in group)
        strata[modality].append((_draw(seed, min(member.content for member in group)), number))
    chosen: set[str] = set()
    for found in strata.values():
        for _, number in sorted(found)[: _share(len(found), fraction)]:
            chosen.update(member.name for member in groups[number])
    return frozenset(chosen)


def official_side(outline: SampleOutline, *, has_test: bool) -> Split:
    """The side that a set's own split means: its test set is held out, and the rest trains.

    A set that has no test set holds its validation set out instead.

    Raises:
        DataError: the set does not say on which side the row is.
    """
    sides: dict[str, Split] = {"train": "train", "test": "heldout"}
    sides["validate"] = "train" if has_test else "heldout"
    if outline.official not in sides:
        raise DataError(
            "split.official keeps the division that a set was published with, and a row says "
            "neither train, validate nor test.",
            "Leave split.official out, and hold a share of the patients out instead.",
        )
    return sides[outline.official]


def _share(groups: int, fraction: float) -> int:
    if fraction == 0 or groups < 2:
        return 0
    return min(max(1, round(groups * fraction)), groups - 1)


def _groups(members: Sequence[Member]) -> list[list[Member]]:
    """Members that share ties, directly or by way of others; in the order of their first."""
    leader = _leaders(members)
    groups: dict[str, list[Member]] = defaultdict(list)
    for number, member in enumerate(members):
        groups[leader(member.ties[0]) if member.ties else f"#{number}"].append(member)
    return list(groups.values())


def _leaders(members: Iterable[Member]) -> Callable[[str], str]:
    """A function from a tie to the one that stands for all that are joined to it."""
    above: dict[str, str] = {}

    def leader(name: str) -> str:
        while (next_one := above.get(name, name)) != name:
            above[name] = above.get(next_one, next_one)  # shorten the way for the next caller
            name = next_one
        return name

    for member in members:
        for tie in member.ties[1:]:
            above[leader(tie)] = leader(member.ties[0])
    return leader


def _ties(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _modality(record: Outline | SampleOutline) -> str:
    return record.attributes.get("modality", "")


def _draw(seed: int, content: str) -> str:
    return hashlib.sha256(f"split\0{seed}\0{content}".encode()).hexdigest()
