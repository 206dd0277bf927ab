"""Which failed calls are made again, and which are wrong themselves."""

import json

import pytest
from mlflow.exceptions import MlflowException, RestException
from mlflow.protos.databricks_pb2 import BAD_REQUEST, INVALID_PARAMETER_VALUE
from requests import HTTPError, Response

from residency.adapters.mlflow.run import _kind
from residency.errors import RunGone, TrackerAway, TrackerRefused


def of_artifact(status: int) -> HTTPError:
    response = Response()
    response.status_code = status
    return HTTPError(f"{status} of an artifact", response=response)


def of_server(code: str, message: str = "no") -> RestException:
    return RestException(json.loads(json.dumps({"error_code": code, "message": message})))


def of_proxy(status: int) -> MlflowException:
    return MlflowException(f"API request to endpoint /x failed with error code {status} != 200.")


SQL = (
    "(psycopg2.InterfaceError) closed (Background on this error at: https://sqlalche.me/e/20/rvf5)"
)


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_an_answer_that_finds_fault_with_the_call_refuses_it(status: int) -> None:
    assert _kind(of_artifact(status)) is TrackerRefused
    assert _kind(of_proxy(status)) is TrackerRefused


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 502, 503, 504])
def test_an_answer_that_may_be_another_later_is_an_outage(status: int) -> None:
    assert _kind(of_artifact(status)) is TrackerAway
    assert _kind(of_proxy(status)) is TrackerAway


@pytest.mark.parametrize("code", ["INVALID_PARAMETER_VALUE", "BAD_REQUEST"])
def test_mlflows_own_words(code: str) -> None:
    assert _kind(of_server(code)) is TrackerRefused
    assert _kind(of_server("TEMPORARILY_UNAVAILABLE")) is TrackerAway
    assert _kind(of_server("RESOURCE_DOES_NOT_EXIST")) is RunGone


def test_a_database_that_fails_behind_a_server_is_an_outage() -> None:
    assert _kind(MlflowException(SQL, BAD_REQUEST)) is TrackerAway


def test_a_run_that_was_deleted_by_hand_is_gone() -> None:
    told = "The run 0 must be in the 'active' state. Current state is deleted."
    assert _kind(MlflowException(told, INVALID_PARAMETER_VALUE)) is RunGone


def test_what_is_no_answer_is_an_outage_but_for_a_file_that_is_gone() -> None:
    assert _kind(OSError("reset")) is TrackerAway
    assert _kind(FileNotFoundError("x")) is TrackerRefused
