"""The staging endpoint: started and stopped in the current Ray session, carried by Ray Serve."""

from __future__ import annotations

import logging

from ray import serve

from residency.adapters.ray.endpoint import ChatEndpoint, EndpointSettings
from residency.adapters.ray.network import check_port
from residency.errors import ResidencyError
from residency.model.folder import check_folder
from residency.serve.auth import read_key

APPLICATION = "residency"
_GRACE_SECONDS = 5.0  # beyond a request's own time, before Serve cuts it off
_LOGGING = {"log_level": "WARNING", "enable_access_log": False}


def start_endpoint(settings: EndpointSettings) -> str:
    """Serve a model in the current Ray session; returns the base URL once it answers.

    Called again in the same session it replaces the model, at the same address.

    Raises:
        EnvironmentProblem: the port is taken, or the key file is missing or open to others.
        ModelFolderError: the model folder is missing, incomplete or unsafe.
        ResidencyError: the model did not load, or did not answer its golden request.
    """
    logging.getLogger("ray.serve").setLevel(logging.WARNING)  # the driver's own lines
    read_key(settings.api_key_path)
    check_folder(settings.model_folder)
    if not serve.status().proxies:
        check_port(settings.host, settings.port)
    timeout = settings.limits.timeout_seconds
    serve.start(
        proxy_location="HeadOnly",
        http_options={
            "host": settings.host,
            "port": settings.port,
            "request_timeout_s": timeout + _GRACE_SECONDS,
        },
        logging_config=_LOGGING,
    )
    room = settings.limits.max_queued + 1
    deploy = serve.deployment(
        name="chat",
        # Twice the engine's room: it is the engine that says no, in OpenAI's words.
        max_ongoing_requests=2 * room,
        max_queued_requests=room,
        graceful_shutdown_timeout_s=timeout,
        ray_actor_options={"num_cpus": settings.cpus, "num_gpus": settings.gpus},
    )
    try:
        serve.run(deploy(ChatEndpoint).bind(settings), name=APPLICATION, logging_config=_LOGGING)
    except RuntimeError as error:
        raise ResidencyError(f"The endpoint did not start: {_why()}") from error
    return settings.url


def _why() -> str:
    """What Serve says of the deployments: its error itself names them only."""
    application = serve.status().applications[APPLICATION]
    return "; ".join(one.message for one in application.deployments.values()) or "unknown"


def stop_endpoint() -> None:
    """Let running answers end, then stop serving."""
    serve.shutdown()  # type: ignore[no-untyped-call]  # ray 2.60.0
