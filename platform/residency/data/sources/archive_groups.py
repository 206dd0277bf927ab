"""Members of an archive that share a key and follow each other, as WebDataset groups them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from residency.data.sources.archive import Member, members
from residency.data.sources.folder import SourceFolder
from residency.data.sources.reasons import TOO_MANY_MEMBERS, Malformed

MOST_MEMBERS: Final = 64  # of one sample


def groups(folder: SourceFolder, file: str, limit: int) -> Iterator[list[Member] | Malformed]:
    """Members by key; the group that an archive breaks off in goes with what is lost."""
    pending: list[Member] = []
    try:
        for member in members(folder, file, limit):
            if pending and _key(pending[0]) != _key(member):
                yield pending
                pending = []
            if len(pending) <= MOST_MEMBERS:
                pending.append(member)
    except Malformed as wrong:
        yield wrong
        return
    if pending:
        yield pending


def whole(group: list[Member] | Malformed) -> list[Member]:
    """The group, or Malformed where one of its members was refused."""
    if isinstance(group, Malformed):
        raise group
    for member in group:
        if member.wrong:
            raise Malformed(member.wrong)
    if len(group) > MOST_MEMBERS:
        raise Malformed(TOO_MANY_MEMBERS)
    return group


def _key(member: Member) -> str:
    folder, slash, last = member.name.rpartition("/")
    return folder + slash + last.partition(".")[0]
