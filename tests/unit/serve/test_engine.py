import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest

from residency.adapters.local.predictor import TablePredictor
from residency.data.sample import Turn
from residency.errors import DataError
from residency.ports import Event, FinishReason, Request
from residency.serve.engine import InferenceEngine
from residency.serve.refusal import Refused

HELLO = Request((Turn("user", "one two three"),))


class SlowPredictor:
    """Says nothing until it is released; remembers how far it got."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.said = 0

    def predict(self, requests: Sequence[Request]) -> Iterator[Event]:
        del requests
        self.released.wait(5)
        for _ in range(3):
            self.said += 1
            yield Event(0, text="x")
        yield Event(0, finish=FinishReason.STOP)


class FailingPredictor:
    """Fails before its first event."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def predict(self, requests: Sequence[Request]) -> Iterator[Event]:
        del requests
        raise self.error
        yield  # makes it a generator


async def whole(engine: InferenceEngine, request: Request) -> str:
    return "".join([event.text async for event in await engine.answer(request)])


def test_requests_are_answered_one_after_the_other() -> None:
    engine = InferenceEngine(TablePredictor(), max_queued=2, timeout=5)

    async def both() -> list[str]:
        return await asyncio.gather(whole(engine, HELLO), whole(engine, HELLO))

    assert asyncio.run(both()) == ["one two three"] * 2
    engine.close()


def test_a_full_queue_refuses() -> None:
    slow = SlowPredictor()
    engine = InferenceEngine(slow, max_queued=1, timeout=5)

    async def three() -> None:
        waiting = [asyncio.create_task(whole(engine, HELLO)) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(Refused) as refused:
            await engine.answer(HELLO)
        assert refused.value.status == 503
        slow.released.set()
        assert await asyncio.gather(*waiting) == ["xxx", "xxx"]
        assert await whole(engine, HELLO) == "xxx"

    asyncio.run(three())
    engine.close()


def test_time_runs_out() -> None:
    slow = SlowPredictor()
    engine = InferenceEngine(slow, max_queued=1, timeout=0.05)

    async def ask() -> None:
        with pytest.raises(Refused) as refused:
            await engine.answer(HELLO)
        assert refused.value.status == 504
        slow.released.set()

    asyncio.run(ask())
    engine.close()


def test_a_client_that_goes_away_stops_its_answer() -> None:
    slow = SlowPredictor()
    slow.released.set()
    engine = InferenceEngine(slow, max_queued=0, timeout=5)

    async def leave() -> str:
        events = await engine.answer(HELLO)
        await events.aclose()
        return await whole(engine, HELLO)

    assert asyncio.run(leave()) == "xxx"
    engine.close()


def test_a_users_mistake_is_a_400_and_ours_stays_ours() -> None:
    async def ask(error: Exception) -> None:
        await InferenceEngine(FailingPredictor(error), max_queued=0, timeout=5).answer(HELLO)

    with pytest.raises(Refused, match=r"Too long\. Shorten it\."):
        asyncio.run(ask(DataError("Too long.", "Shorten it.")))
    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask(ZeroDivisionError()))
