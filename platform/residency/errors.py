"""Every exception that Residency raises on purpose.

    ResidencyError                 exit 1   our fault, shown with a traceback
    +-- UserError                  exit 2   the user's mistake, shown without one
    |   +-- SpecError                       a pipeline file is wrong (file and line)
    |   +-- DataError                       a dataset cannot be used as described
    |   +-- ModelFolderError                a model folder is missing or unsafe
    |   +-- EnvironmentProblem              disk full, port taken, missing program
    |   |   +-- TrackerDown                  nothing answers at the tracking address now
    |   +-- RunLocked                       another run of the pipeline is going on
    |   +-- NotSupportedYet                 a value asks for a capability that comes later
    |   +-- ReleaseRefused                  a rule of approval or serving does not hold
    +-- GateRejected               exit 3   a gate said no
    +-- StepFailed                 exit 1   a step ended with an error (the step's own code wins)
    |   +-- WorkerLost                      a worker died or hung; another attempt continues
    +-- Diverged                   exit 1   training left the numbers; the same again ends the same
    +-- CheckpointsDamaged         exit 1   training got somewhere, none of which can be used
    +-- TrackerAway                exit 1   the tracker does not answer; what was logged waits
    |   +-- RunGone                         nor does it know the run any more
    +-- TrackerRefused             exit 1   the tracker answers that it takes this never
    +-- StoreConflict              exit 1   a conditional write lost against another writer
    +-- LedgerDamaged              exit 1   a release ledger or audit log was changed by hand
    +-- Preempted                  exit 75  stopped from outside; run again to continue

An error gives the value, the rule and the remedy. All of them cross process borders: the
constructor's arguments are exactly `args`, so unpickling rebuilds the same object.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What a process of ours exits with; KubeRay, the operator and scripts depend on it."""

    DONE = 0
    OUR_FAULT = 1
    USER_MISTAKE = 2
    GATE_REJECTED = 3
    PREEMPTED = 75


class ResidencyError(Exception):
    """Base of all. `message` says what is wrong; `remedy` what to do about it."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUR_FAULT

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message


class UserError(ResidencyError):
    """The user's mistake: shown without a traceback, with the remedy."""

    exit_code = ExitCode.USER_MISTAKE


class SpecError(UserError):
    """A pipeline file is wrong. The message starts with `file:line:` where they are known."""


class SizeUnknown(SpecError):
    """A size of the model is left to a folder, or a tokenizer, that is not there to be read."""


class DataError(UserError):
    """A dataset cannot be used as its recipe describes it."""


class ModelFolderError(UserError):
    """A model folder is missing, incomplete or holds what could run code."""


class EnvironmentProblem(UserError):
    """The machine lacks something: disk space, a free port, a program, a setting."""


class TrackerDown(EnvironmentProblem):
    """Nothing answers at a tracking address: it is wrong, or right and its server is down."""


class RunLocked(UserError):
    """Another run of the same pipeline holds its lock; the message names that run."""


class NotSupportedYet(UserError):
    """A value of the recipe needs a capability that this version does not have."""


class ReleaseRefused(UserError):
    """A model may not be registered, approved or served; the message names the rule."""


class GateRejected(ResidencyError):
    """A gate's thresholds were not met; what was measured is in its decision."""

    exit_code = ExitCode.GATE_REJECTED


class StepFailed(ResidencyError):
    """A step ended with an error; the message holds its last words."""


class WorkerLost(StepFailed):
    """A worker of a training job died or hung: another attempt continues from its checkpoint."""


class Diverged(ResidencyError):
    """The loss or the gradient is no number, or exploded: the same again would end the same."""


class CheckpointsDamaged(ResidencyError):
    """Checkpoints were committed, and none can be used; a silent start from zero is no answer."""


class TrackerAway(ResidencyError):
    """The tracker could not do a call now: an outage. The same call, repeated later, is right."""


class RunGone(TrackerAway):
    """The tracker does not know the run any more (its database was lost): it is opened again."""


class TrackerRefused(ResidencyError):
    """The tracker will never do this call: it is wrong itself, or what it names is gone."""


class StoreConflict(ResidencyError):
    """A conditional write lost: the key exists already, or holds another value."""


class LedgerDamaged(ResidencyError):
    """A release ledger, an approval or the audit log is not what we wrote."""


class Preempted(ResidencyError):
    """The work was asked to stop and did so in order; run again to continue."""

    exit_code = ExitCode.PREEMPTED
