"""Ray and the inference actors of one session, started in the background when needed."""

from __future__ import annotations

import os
from collections.abc import Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

from residency.adapters.local.launcher import steps_left
from residency.adapters.ray.cluster import (
    RayOptions,
    inference_environment,
    start_private_ray,
    worker_environment,
)
from residency.plan.work import StepKind
from residency.wiring.settings import Settings

if TYPE_CHECKING:
    from residency.adapters.ray.pool import InferencePool

# Workers of several steps live side by side and wait for each other, so there are more logical
# CPUs than cores. Ray would otherwise refuse to launch a job while the one before it runs.
LOGICAL_CPUS = max(16, 4 * (os.cpu_count() or 1))
HEAVY = frozenset(
    {StepKind.INGEST, StepKind.DECONTAMINATE, StepKind.PACK, StepKind.TRAIN, StepKind.EVALUATE}
)


class Machinery:
    """Starts each part once; a caller that needs one waits for it.

    The kernel ends Ray's processes with the thread that started them (PR_SET_PDEATHSIG), which is
    how a killed run leaves none behind. So the threads of this object live as long as it does.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="machinery")
        self._ray: Future[None] | None = None
        self._stack = ExitStack()
        self._pool: Future[InferencePool] | None = None

    def start(self, kinds: Set[StepKind]) -> None:
        """Begin what steps of these kinds will need."""
        if kinds & HEAVY and self._ray is None:
            self._ray = self._threads.submit(self._start_ray)
        if StepKind.EVALUATE in kinds and self._pool is None:
            self._pool = self._threads.submit(self._start_pool)

    def ray(self) -> None:
        """Return once Ray is up; raises what its start raised."""
        self.start({StepKind.INGEST})
        assert self._ray is not None
        self._ray.result()

    def pool(self) -> InferencePool:
        """The inference actors."""
        self.start({StepKind.EVALUATE})
        assert self._pool is not None
        return self._pool.result()

    def stop(self) -> None:
        """End Ray and with it every actor; an existing cluster is only left."""
        if steps_left():
            return  # they use Ray still: it ends with this process, and not before
        for started in (self._ray, self._pool):
            if started is not None:
                started.exception()  # wait for it: a half-started Ray cannot be stopped
        self._stack.close()
        self._threads.shutdown(wait=True)

    def _start_ray(self) -> None:
        token = self._settings.ray / "token"
        environment = worker_environment(self._settings.home)
        options = RayOptions(token, LOGICAL_CPUS, environment)
        self._stack.enter_context(start_private_ray(options))

    def _start_pool(self) -> InferencePool:
        self.ray()  # first: it sets what ray reads while it is imported, in another thread
        from residency.adapters.ray.pool import InferencePool, PoolSettings

        return InferencePool.start(PoolSettings(environment=inference_environment()))
