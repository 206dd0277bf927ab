"""LLaVA's conversations: turns of `human` and `gpt`, with `<image>` where an image belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from residency.data.raw import RawSample
from residency.data.sample import Role, Turn
from residency.data.sources.fields import encodable, mapping, text
from residency.data.sources.reasons import FIELD_MISSING, IMAGES_WRONG, TURNS_WRONG, Malformed

IMAGE_TOKEN: Final = "<image>"
_ROLES: Final[Mapping[str, Role]] = {
    "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant",
    "system": "system",
}  # fmt: skip


def conversation_sample(key: str, turns: Sequence[object], images: tuple[bytes, ...]) -> RawSample:
    """A conversation with its images.

    Images stand before the text of their turn, wherever in it their tokens were. Images without
    any token belong to the first turn of the user. Malformed where the numbers differ, or user
    and assistant do not take turns with the assistant last.
    """
    made = [_turn(mapping(turn)) for turn in turns]
    _check_order([turn.role for turn in made])
    if images and not any(turn.images for turn in made):
        first = next(number for number, turn in enumerate(made) if turn.role == "user")
        made[first] = Turn("user", made[first].text, len(images))
    if sum(turn.images for turn in made) != len(images):
        raise Malformed(IMAGES_WRONG)
    return RawSample(
        key=key, turns=tuple(made), images=images, kind="conversation", answer=made[-1].text
    )


def _turn(turn: Mapping[str, object]) -> Turn:
    role = _ROLES.get(text(turn, "from", "role"))
    said = turn.get("value", turn.get("content"))
    if role is None or not isinstance(said, str):
        raise Malformed(TURNS_WRONG)
    images = said.count(IMAGE_TOKEN)
    if images and role != "user":
        raise Malformed(IMAGES_WRONG)
    words = encodable(said.replace(IMAGE_TOKEN, "").strip())
    if not words and not images:
        raise Malformed(FIELD_MISSING)
    return Turn(role, words, images)


def _check_order(roles: list[Role]) -> None:
    spoken = roles[1:] if roles[:1] == ["system"] else roles
    alternate = all(one != other for one, other in pairwise(spoken))
    if not spoken or not alternate or "system" in spoken or spoken[0] != "user":
        raise Malformed(TURNS_WRONG)
    if spoken[-1] != "assistant":
        raise Malformed(TURNS_WRONG)
