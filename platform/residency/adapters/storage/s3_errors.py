"""What S3 answers, in our words. Neither an object's name nor a credential is ever among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from residency.adapters.storage.s3_place import S3Place
from residency.errors import EnvironmentProblem

CREDENTIALS = frozenset(
    {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}
)


def status(error: ClientError) -> int:
    """The HTTP status."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def code(error: ClientError) -> str:
    """S3's own name of the error; an answer to HEAD has only the status."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_absent(error: ClientError) -> bool:
    """Whether there is no such object; a bucket that is not there is another matter."""
    return status(error) == 404 and code(error) != "NoSuchBucket"


@contextmanager
def explained(place: S3Place, action: str) -> Iterator[None]:
    """Turn a refusal or a broken connection into EnvironmentProblem.

    `action` is the right that the request needs, such as s3:PutObject.
    """
    try:
        yield
    except NoCredentialsError as error:
        raise EnvironmentProblem(
            f"there are no credentials for {place.url}",
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
        ) from error
    except ClientError as error:
        raise EnvironmentProblem(*_refused(place, action, error)) from error
    except BotoCoreError as error:
        raise EnvironmentProblem(
            f"cannot reach {place.url} for {action}: {type(error).__name__}",
            "Check the network, AWS_ENDPOINT_URL_S3 and AWS_REGION, and run again: what was "
            "finished is kept.",
        ) from error


def _refused(place: S3Place, action: str, error: ClientError) -> tuple[str, str]:
    name = code(error)
    if name == "NoSuchBucket":
        return (
            f"there is no bucket {place.bucket}",
            "Have it made by whoever runs the store: Residency never makes a bucket.",
        )
    if name in CREDENTIALS:
        return (
            f"bucket {place.bucket} does not know the credentials it was given ({name})",
            "Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN).",
        )
    if status(error) in (401, 403):
        return (
            f"bucket {place.bucket} forbids {action} below {place.url}",
            f"Have {action} granted on that prefix to the credentials in use.",
        )
    return (
        f"bucket {place.bucket} answered {status(error)} {name} to {action}",
        "It was asked as often as is polite. Run again later: what was finished is kept."
        if status(error) >= 500
        else "See what the store's own log says of it.",
    )
