"""Refusing a request, in OpenAI's shape of an error."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from residency.errors import ResidencyError


class ApiError(BaseModel):
    """What `error` holds in the body of a refusal."""

    model_config = ConfigDict(frozen=True)

    message: str
    type: str = "invalid_request_error"
    param: str | None = None
    code: str | None = None


class ErrorBody(BaseModel):
    """The body of a refusal."""

    model_config = ConfigDict(frozen=True)

    error: ApiError


class Refused(ResidencyError):
    """A request that is answered with an error; `status` is the HTTP status."""

    def __init__(self, status: int, error: ApiError) -> None:
        super().__init__(error.message)
        self.args = (status, error)  # what unpickling calls the constructor with
        self.status = status
        self.error = error

    @property
    def body(self) -> bytes:
        """The JSON of the answer."""
        return ErrorBody(error=self.error).model_dump_json().encode()


def bad_request(message: str, param: str | None = None, code: str | None = None) -> Refused:
    """400: the request is wrong."""
    return Refused(400, ApiError(message=message, param=param, code=code))


def too_large(message: str) -> Refused:
    """413: the request is bigger than the endpoint takes."""
    return Refused(413, ApiError(message=message, code="request_too_large"))


def wrong_key() -> Refused:
    """401: no key, or not ours. Says nothing of what was sent."""
    return Refused(
        401,
        ApiError(
            message="The API key is missing or wrong: send `Authorization: Bearer KEY`.",
            type="authentication_error",
            code="invalid_api_key",
        ),
    )


def unknown_model(asked: str, served: str) -> Refused:
    """404: another model than the served one was asked for."""
    return Refused(
        404,
        ApiError(
            message=f"The model {asked!r} is not served here; {served!r} is.",
            param="model",
            code="model_not_found",
        ),
    )


def overloaded() -> Refused:
    """503: as many requests wait as may."""
    return Refused(
        503,
        ApiError(
            message="Too many requests are waiting. Try again in a moment.",
            type="server_error",
            code="overloaded",
        ),
    )


def timed_out(seconds: float) -> Refused:
    """504: the answer was not there in time."""
    return Refused(
        504,
        ApiError(
            message=f"No complete answer within {seconds:g} s.",
            type="server_error",
            code="timeout",
        ),
    )


def server_fault() -> Refused:
    """500: our fault; what happened is in the log, not in the answer."""
    return Refused(
        500,
        ApiError(
            message="The server failed on this request.",
            type="server_error",
            code="internal_error",
        ),
    )
