"""Who acts and what time it is: the machine's answers, and the fakes'."""

from datetime import timedelta

from residency.adapters.local.clock import SetClock, SystemClock
from residency.adapters.local.identity import NamedIdentity, OsIdentity
from residency.ports import Clock, Identity


def test_the_environment_does_not_decide_who_acts(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    identity: Identity = OsIdentity()
    before = identity.current()
    for variable in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "somebody-else")
    assert identity.current() == before
    assert before.source == "os-user"
    assert before.name not in ("", "somebody-else")


def test_a_named_person() -> None:
    identity: Identity = NamedIdentity("dr.lee")
    assert (identity.current().name, identity.current().source) == ("dr.lee", "test")


def test_the_clock_knows_its_zone() -> None:
    clock: Clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() <= clock.monotonic()


def test_a_set_clock_stands_until_it_is_moved() -> None:
    clock = SetClock()
    start = clock.now()
    clock.advance(90)
    assert clock.now() - start == timedelta(seconds=90)
    assert clock.monotonic() == 90
