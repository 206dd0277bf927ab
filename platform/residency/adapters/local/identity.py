"""Who is acting: the account that owns the process, and one that tests name."""

from __future__ import annotations

import os
import pwd

from residency.plan.record import Submitter

OS_USER = "os-user"


class OsIdentity:
    """Implements the Identity port by the process's real user id.

    Not by USER or LOGNAME: anybody may set a variable of the environment.
    """

    def current(self) -> Submitter:
        """The account's name; `uid-<number>` where a container has no entry for it."""
        number = os.getuid()
        try:
            name = pwd.getpwuid(number).pw_name
        except KeyError:
            name = f"uid-{number}"
        return Submitter(name=name, source=OS_USER)


class NamedIdentity:
    """Implements the Identity port with a fixed name. The shipped fake."""

    def __init__(self, name: str, source: str = "test") -> None:
        self._submitter = Submitter(name=name, source=source)

    def current(self) -> Submitter:
        """The name it was given."""
        return self._submitter
