"""The points at which a job is struck: place x hit x who. In CI a few, by `make chaos` all."""

from collections.abc import Iterator
from dataclasses import dataclass

from residency.train.failpoints import Action, Place
from tests.chaos.launch import Strike

# Hits are counted in one process: 8 steps of 2 micro-batches; a checkpoint after steps 2, 4, 6, 8
# (and one every step where `every` is 1); some 60 parameters, 30 of them a rank's share.
BOTH: tuple[tuple[Place, int], ...] = (
    (Place.LOADED, 1),
    (Place.BATCH, 1),
    (Place.BATCH, 6),
    (Place.FORWARD, 2),
    (Place.FORWARD, 9),
    (Place.ACCUMULATED, 7),  # in the middle of step 4
    (Place.UPDATE, 5),
    (Place.UPDATED, 3),
    (Place.UPDATED, 8),
    (Place.COPY, 1),
    (Place.COPY, 70),
    (Place.SHARD, 1),
    (Place.SHARD, 150),
    (Place.SHARD_WRITTEN, 1),
    (Place.SHARD_WRITTEN, 3),
    (Place.VOTE, 1),
    (Place.VOTE, 2),
    (Place.EXPORT, 1),
)
FIRST_RANK: tuple[tuple[Place, int], ...] = (
    (Place.MANIFEST, 1),
    (Place.MANIFEST, 2),
    (Place.COMMIT, 1),
    (Place.COMMIT, 3),
    (Place.COMMITTED, 1),
    (Place.COMMITTED, 3),
    (Place.POINTED, 2),
    (Place.RETENTION, 1),
    (Place.EXPORTED, 1),
)
EVERYTHING: tuple[tuple[Place, int], ...] = (
    (Place.UPDATED, 5),
    (Place.COPY, 40),
    (Place.SHARD, 40),
    (Place.COMMIT, 2),
    (Place.COMMITTED, 2),
    (Place.RETENTION, 1),
    (Place.EXPORT, 1),
)
AFTER_A_KILL: tuple[tuple[Place, int], ...] = ((Place.RESTORE, 1), (Place.RESTORE, 30))
ONCE_MORE = (Place.RESTORED, 1)
FIRST_KILL = Strike(Place.UPDATED, hit=6)
IN_CI = (
    "updated.5 everything",
    "shard.150 rank 1",
    "commit.3 rank 0",
    "restore.30 rank 1",
    "bit flipped, then killed",
)


@dataclass(frozen=True)
class Point:
    """What is done to the first attempts of a job; the one after them runs to its end."""

    name: str
    attempts: tuple[tuple[Strike, ...], ...]
    engine: str = "deepspeed"
    driver: bool = False  # orphans of a killed driver go on while the next attempt starts


def all_points() -> list[Point]:
    """Each by a name of its own."""
    return [*_kills(), *_kills_of_everything(), *_kills_while_resuming(), *_others()]


def _kills() -> Iterator[Point]:
    for number, (place, hit) in enumerate(BOTH):
        for rank in (0, 1):
            # Every third point on the engine without DeepSpeed: the protocol is the same.
            engine = "plain" if number % 3 == 2 else "deepspeed"
            yield _point(
                f"{place.value}.{hit} rank {rank}", Strike(place, hit=hit, rank=rank), engine
            )
    for place, hit in FIRST_RANK:
        yield _point(f"{place.value}.{hit} rank 0", Strike(place, hit=hit))


def _kills_of_everything() -> Iterator[Point]:
    for place, hit in EVERYTHING:
        strike = Strike(place, Action.KILL_GROUP, hit)
        yield _point(f"{place.value}.{hit} everything", strike)


def _kills_while_resuming() -> Iterator[Point]:
    for place, hit in (*AFTER_A_KILL, ONCE_MORE):
        for rank in (0, 1):
            struck = (Strike(place, hit=hit, rank=rank),)
            yield Point(f"{place.value}.{hit} rank {rank}", ((FIRST_KILL,), struck))
    again = Strike(Place.UPDATED, hit=1)
    yield Point("killed at step 6, then at each first step", ((FIRST_KILL,), (again,), (again,)))


def _others() -> Iterator[Point]:
    for place, hit in ((Place.UPDATED, 4), (Place.SHARD_WRITTEN, 2)):
        strike = Strike(place, Action.KILL_PARENT, hit)
        yield Point(f"{place.value}.{hit} driver", ((strike,),), driver=True)
    for rank in (0, 1):
        yield _point(
            f"SIGTERM in step 5, rank {rank}", Strike(Place.BATCH, Action.TERMINATE, 5, rank)
        )
    yield _point("a write fails, rank 1", Strike(Place.SHARD, Action.RAISE, 33, 1))
    kill = Strike(Place.UPDATED, hit=8)
    flip = Strike(Place.POINTED, Action.FLIP, 3)
    yield Point("bit flipped, then killed", ((flip, kill),))
    cut = Strike(Place.COMMITTED, Action.TRUNCATE, 3)
    yield Point("file truncated, then killed", ((cut, kill),))


def _point(name: str, strike: Strike, engine: str = "deepspeed") -> Point:
    return Point(name, ((strike,),), engine)
