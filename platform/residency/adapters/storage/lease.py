"""Locks on S3: a lease that its holder renews, and that ends by itself when the holder dies.

The lock is one object. Taking, renewing and freeing it are conditional writes, so of several that
try at once one succeeds. Each renewal is a new object to S3. Whether a lease has run out is told
by the server's clock alone: the Date of its answer, less the Last-Modified of the object. So no
two machines' clocks are compared. The holder counts its own patience from before each request, by
its monotonic clock, and ends it earlier than others begin to take the lease: it stops first.

A process that was suspended for longer than the lease notices at its next look; what it wrote
until then harms nobody, since a step's record is created only where there is none.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from residency.adapters.storage.holder import Holder, this_process
from residency.adapters.storage.keys import checked
from residency.adapters.storage.s3 import unconditional
from residency.adapters.storage.s3_bucket import Bucket, Found
from residency.errors import EnvironmentProblem, RunLocked, StoreConflict
from residency.ports import Clock, StopSignal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a lease lasts, in seconds."""

    lasts: float = 30.0  # without a renewal, by the server's clock
    renewed: float = 10.0  # how often
    early: float = 6.0  # how much sooner the holder gives it up: two whole seconds and a request
    looked: float = 1.0  # how often a waiter looks


class S3Locks:
    """Implements the Locks port in a bucket."""

    def __init__(self, bucket: Bucket, clock: Clock, terms: Terms | None = None) -> None:
        """`bucket`: its client should give up within a few seconds, well before `lasts`."""
        self._bucket = bucket
        self._clock = clock
        self._terms = terms or Terms()

    @contextmanager
    def hold(self, key: str, owner: str, *, wait: bool = False) -> Iterator[StopSignal]:
        """Hold the lock; RunLocked, naming the owner, where another does and `wait` is off."""
        lease = _Lease(self._bucket, self._clock, self._terms, checked(key), owner)
        while not lease.take():
            if not wait:
                raise _locked(key, lease.seen, self._terms)
            time.sleep(self._terms.looked)  # S3 tells nobody when a lease ends
        lease.start()
        try:
            yield lease
        finally:
            lease.end()


class _Lease:
    """One holder's lease; a StopSignal that is set once it is lost."""

    def __init__(self, bucket: Bucket, clock: Clock, terms: Terms, key: str, owner: str) -> None:
        self._bucket, self._clock, self._terms, self._key = bucket, clock, terms, key
        self._holder = this_process(owner, clock)
        self.seen: Found | None = None  # another's lease
        self._etag = ""
        self._renewed = 0.0
        self._ended = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._renew_always, name="lease", daemon=True)

    def take(self) -> bool:
        """Try once. Raises EnvironmentProblem where the service ignores conditions."""
        begin = self._clock.monotonic()
        try:
            self._etag = self._take()
        except StoreConflict:
            return False
        self._renewed = begin
        try:
            self._bucket.put_if_absent(self._key, self._content())
        except StoreConflict:
            return True
        raise unconditional(self._bucket.place.url)

    def start(self) -> None:
        """Renew it from now on."""
        self._thread.start()

    def is_set(self) -> bool:
        """Whether it was lost, or was not renewed for so long that others may take it soon."""
        patience = self._terms.lasts - self._terms.early
        return self._lost.is_set() or self._clock.monotonic() > self._renewed + patience

    def end(self) -> None:
        """Free it, if it is still ours."""
        self._ended.set()
        self._thread.join()
        if self._lost.is_set():
            return
        try:
            self._bucket.put_if_match(self._key, _content(None), self._etag)
        except (StoreConflict, EnvironmentProblem) as error:
            _log.warning("the lock %s could not be freed: %s", self._key, error.message)

    def _take(self) -> str:
        """The etag of our lease. Raises StoreConflict where another has it, or was faster."""
        try:
            self.seen = self._bucket.read(self._key)
        except FileNotFoundError:
            return self._bucket.put_if_absent(self._key, self._content())
        if _holder(self.seen) is not None and self.seen.age <= self._terms.lasts:
            raise StoreConflict(f"{self._key} is held")
        return self._bucket.put_if_match(self._key, self._content(), self.seen.etag)

    def _renew_always(self) -> None:
        while not self._lost.is_set() and not self._ended.wait(self._terms.renewed):
            begin = self._clock.monotonic()
            try:
                self._etag = self._bucket.put_if_match(self._key, self._content(), self._etag)
            except StoreConflict:
                self._lost.set()
                _log.warning("the lock %s was lost to another run: this one stops", self._key)
            except EnvironmentProblem as error:
                _log.warning("the lock %s was not renewed: %s", self._key, error.message)
            else:
                self._renewed = begin

    def _content(self) -> bytes:
        return _content(self._holder)


def _content(holder: Holder | None) -> bytes:
    """What is written: who holds it, and what makes this writing differ from every other.

    S3's etag follows from the content: without the second part a lease that was taken, freed and
    taken again could pass for the first.
    """
    told = None if holder is None else asdict(holder)
    return json.dumps({"holder": told, "written": uuid.uuid4().hex}).encode()


def _holder(found: Found) -> Holder | None:
    """Who holds a lease; None where it was freed. Raises EnvironmentProblem for other content."""
    try:
        told = json.loads(found.data)["holder"]
        return None if told is None else Holder(**told)
    except (ValueError, TypeError, KeyError) as error:
        raise EnvironmentProblem(
            "the object of a run's lock in the bucket is none that Residency wrote",
            "Look at who wrote it (it lies below <tenant>/runs/), and delete it.",
        ) from error


def _locked(key: str, found: Found | None, terms: Terms) -> RunLocked:
    holder = _holder(found) if found is not None else None
    who = str(holder) if holder is not None else "a run that has only just started"
    return RunLocked(
        f"{key} is held by {who}",
        "Wait for that run to end, or stop it, and run again. One that was killed frees it "
        f"{terms.lasts:.0f} s after its last sign of life.",
    )
