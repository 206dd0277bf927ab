"""Where state is kept: in a folder, or in a bucket with the keys and a cache on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from residency.adapters.local.keys import FolderKeys
from residency.adapters.local.shared_keys import SharedKeys
from residency.adapters.storage.flock import FolderLocks
from residency.adapters.storage.folder import FolderStore
from residency.plan.preparation import PREPARING
from residency.plan.work import Plan
from residency.ports import Clock, Keys, Locks, Store
from residency.wiring.settings import Settings


@dataclass(frozen=True, slots=True)
class Storage:
    """The store, the locks of its runs, and the keys of its tenants."""

    store: Store
    locks: Locks
    keys: Keys


def open_storage(settings: Settings, clock: Clock) -> Storage:
    """What the settings name; nothing is asked of a service yet."""
    keys = FolderKeys(settings.keys)
    if settings.bucket is not None:
        return _on_s3(settings, settings.bucket, clock, keys)
    return Storage(FolderStore(settings.store), FolderLocks(settings.store, clock), keys)


def _on_s3(settings: Settings, url: str, clock: Clock, keys: FolderKeys) -> Storage:
    # boto3 comes in here: a home in a folder never needs it.
    from residency.adapters.storage.lease import S3Locks
    from residency.adapters.storage.s3 import S3Store
    from residency.adapters.storage.s3_bucket import Bucket, connect
    from residency.adapters.storage.s3_place import parse_place
    from residency.adapters.storage.s3_settings import s3_settings_from_environment

    place, patient = parse_place(url), s3_settings_from_environment()
    # A renewal that takes long is of no use: the next one comes soon.
    hasty = replace(patient, attempts=3, connect_seconds=3.0, read_seconds=5.0)
    store = S3Store(Bucket(place, connect(patient)), settings.home)
    return Storage(store, S3Locks(Bucket(place, connect(hasty)), clock), SharedKeys(keys, store))


def unsupported_here(plan: Plan, settings: Settings) -> Sequence[str]:
    """What of a plan this home cannot do yet: training's workers read and write a folder."""
    steps = [step.id for step in plan.steps if step.kind not in PREPARING]
    if settings.bucket is None or not steps:
        return ()
    return (
        f"not supported yet: {', '.join(steps)} with a home on S3 ({settings.bucket}), which "
        "takes what prepares data: residency prepare",
    )
