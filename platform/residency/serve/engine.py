"""The runtime of serving: one thread runs the predictor, requests wait for their turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Flag
from typing import Self

from residency.errors import UserError
from residency.ports import Event, Predictor, Request
from residency.serve.refusal import bad_request, overloaded, timed_out


class Answer:
    """The events of one answer as they come; closing it frees the thread for the next request."""

    def __init__(self, first: Event, rest: AsyncGenerator[Event, None]) -> None:
        self._first: Event | None = first
        self._rest = rest

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return await anext(self._rest)

    async def aclose(self) -> None:
        """Ask for nothing more."""
        await self._rest.aclose()


class InferenceEngine:
    """Answers one request after the other; at most `max_queued` wait.

    A client that goes away, or runs out of time, frees the thread at the next token.
    """

    def __init__(self, predictor: Predictor, max_queued: int, timeout: float) -> None:
        self._predictor = predictor
        self._room = max_queued + 1  # one is being answered
        self._timeout = timeout
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="predict")
        self._inside = 0

    async def answer(self, request: Request) -> Answer:
        """Start an answer; returns once its first event is there, so that a refusal has a status.

        Raises:
            Refused: 503 when the queue is full, 504 when time runs out, 400 when the predictor
                takes it for the user's mistake.
        """
        events = self._events(request)
        return Answer(await anext(events), events)

    async def _events(self, request: Request) -> AsyncGenerator[Event, None]:
        if self._inside >= self._room:
            raise overloaded()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._timeout
        ready: asyncio.Queue[Event | None] = asyncio.Queue()
        gone = Flag()

        def work() -> None:
            for event in self._predictor.predict([request]):
                if gone.is_set():
                    return
                loop.call_soon_threadsafe(ready.put_nowait, event)

        def ended(_: Future[None]) -> None:
            loop.call_soon_threadsafe(ready.put_nowait, None)

        future = self._thread.submit(work)
        future.add_done_callback(ended)
        self._inside += 1
        try:
            while (event := await self._next(ready, deadline - loop.time())) is not None:
                yield event
            _raise_refusal(future)
        finally:
            gone.set()
            future.cancel()
            self._inside -= 1

    async def _next(self, ready: asyncio.Queue[Event | None], seconds: float) -> Event | None:
        try:
            return await asyncio.wait_for(ready.get(), max(seconds, 0.0))
        except TimeoutError as error:
            raise timed_out(self._timeout) from error

    def close(self) -> None:
        """Let the thread end; what waits is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _raise_refusal(future: Future[None]) -> None:
    """Raise what the predictor raised; a user's mistake as a refusal."""
    try:
        future.result()
    except UserError as error:
        raise bad_request(f"{error.message} {error.remedy}".strip()) from error
