"""What the fork server is asked and what it answers: JSON lines between processes."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from residency.train.failpoints import Action, Failpoint, Place

DRIVER, EVERYBODY = "driver", "everything"


@dataclass(frozen=True)
class Strike:
    """A failpoint, and which rank it is armed in."""

    place: Place
    action: Action = Action.KILL
    hit: int = 1
    rank: int = 0

    @property
    def failpoint(self) -> Failpoint:
        return Failpoint(self.place, self.action, self.hit)


@dataclass(frozen=True)
class Launch:
    """One attempt of a job, as torchrun would start it."""

    payload: str  # path of the TrainPayload
    ranks: int = 2
    engine: str = "deepspeed"
    strikes: tuple[Strike, ...] = ()
    sabotage: str = ""  # a guard that is taken out
    deadlines: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Launch":
        told = json.loads(text)
        strikes = tuple(
            Strike(Place(s["place"]), Action(s["action"]), s["hit"], s["rank"])
            for s in told.pop("strikes")
        )
        return cls(**told, strikes=strikes)


@dataclass(frozen=True)
class Ended:
    """How an attempt ended; `error` is empty where it went well."""

    error: str
    seconds: float

    @classmethod
    def from_json(cls, text: str) -> "Ended":
        return cls(**json.loads(text))

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def consumed_path(folder: Path, rank: int) -> Path:
    """What a rank has trained on: a line a step."""
    return folder / f"consumed-{rank}.jsonl"
