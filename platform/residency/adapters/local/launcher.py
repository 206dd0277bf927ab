"""The embedded launcher: each attempt is a thread of this process.

One process drives one private Ray, so that steps share its workers and its inference actors.
The heavy work is in Ray's processes; a thread here waits, reads metrics and writes records.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from residency.errors import GateRejected, Preempted, ResidencyError, StepFailed
from residency.plan import layout
from residency.plan.work import Plan, Step
from residency.ports import Phase, Status, StopSignal, Store

THREAD_PREFIX = "step "

Execute = Callable[[Plan, Step, str, StopSignal], object]


class ThreadLauncher:
    """Implements ports.Launcher."""

    def __init__(self, execute: Execute, store: Store) -> None:
        self._execute = execute
        self._store = store
        self._attempts: dict[str, _Attempt] = {}

    def ensure(self, plan: Plan, step: Step, attempt: str) -> None:
        """Start the attempt's thread, unless it was started before."""
        if attempt in self._attempts:
            return
        one = _Attempt(self._execute, self._store, plan, step, attempt)
        self._attempts[attempt] = one
        one.thread.start()

    def observe(self, attempt: str) -> Status:
        """The attempt's status; KeyError where it was never ensured."""
        return self._attempts[attempt].status

    def beat(self, step: str) -> None:
        """Note that a step is at work: it has told of its progress."""
        now = datetime.now(UTC)
        for one in self._attempts.values():
            if one.step == step and not one.status.ended:
                one.status = replace(one.status, heartbeat=now)

    def stop(self, attempt: str, grace: float) -> None:
        """Ask it to end. A thread cannot be ended by force, whatever `grace` it had: one that
        does not listen ends with the process, and its record is then never written."""
        self._attempts[attempt].stopping.set()

    def logs(self, attempt: str) -> str:
        """What it logged: the traceback of its failure, where it failed."""
        one = self._attempts[attempt]
        return self._store.read(one.log).decode() if self._store.exists(one.log) else ""


def steps_left() -> bool:
    """Whether a step of this process goes on, though it was asked to stop."""
    return any(thread.name.startswith(THREAD_PREFIX) for thread in threading.enumerate())


class _Attempt:
    """One thread and what became of it."""

    def __init__(
        self, execute: Execute, store: Store, plan: Plan, step: Step, attempt: str
    ) -> None:
        self.stopping = threading.Event()
        self.status = Status(Phase.PENDING)
        self.step = step.id
        self.log = f"{layout.attempt_folder(plan.tenant, step, attempt)}/{layout.LOG}"
        self.thread = threading.Thread(
            target=self._run,
            args=(execute, store, plan, step, attempt),
            name=f"{THREAD_PREFIX}{step.id}",
            daemon=True,
        )

    def _run(self, execute: Execute, store: Store, plan: Plan, step: Step, attempt: str) -> None:
        self.status = Status(Phase.RUNNING)
        try:
            execute(plan, step, attempt, self.stopping)
        except GateRejected as error:
            self.status = Status(Phase.REJECTED, error.message, error=error)
        except Preempted as error:
            self.status = Status(Phase.PREEMPTED, error.message, error=error)
        except ResidencyError as error:
            self.status = Status(Phase.FAILED, error.message, error=error)
        except Exception as error:  # noqa: BLE001 - whatever it was, it ends this attempt only
            self.status = _crash(store, self.log, step, error)
        else:
            self.status = Status(Phase.DONE)


def _crash(store: Store, log: str, step: Step, error: Exception) -> Status:
    text = "".join(traceback.format_exception(error))
    where = f"The traceback is in {store.url}/{log}"
    try:
        store.write(log, text.encode())
    except ResidencyError:  # the disk may be what failed: say what happened all the same
        where = text
    last = text.strip().splitlines()[-1]
    failed = StepFailed(f"step {step.id}: {last}", where)
    return Status(Phase.FAILED, last, error=failed)
