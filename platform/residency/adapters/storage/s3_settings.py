"""How S3 is reached: endpoint, region, patience. Shared by the store and by sources on S3.

Credentials are never held here: botocore reads them from the standard AWS_* variables (or the
files that those name) when it makes a client. The metadata service of a cloud machine is never
asked: on a hospital's own machines nobody answers, and inside a cluster it would hand out the
node's rights instead of the tenant's.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")  # the first that is set counts
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
DEFAULT_REGION = "us-east-1"  # what a signature names where the service has no regions
METADATA_OFF = "AWS_EC2_METADATA_DISABLED"


@dataclass(frozen=True, slots=True)
class S3Settings:
    """Where S3 answers, and how long and how often it is asked."""

    endpoint: str | None = None  # None: AWS itself
    region: str = DEFAULT_REGION
    attempts: int = 10  # of one request in all; 503 SlowDown and broken connections count
    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    connections: int = 16

    def client(self) -> dict[str, str]:
        """Keyword arguments of a client: where it asks."""
        return {"region_name": self.region} | (
            {"endpoint_url": self.endpoint} if self.endpoint else {}
        )

    def config(self) -> dict[str, object]:
        """Keyword arguments of botocore's Config: how it asks.

        An endpoint of one's own rarely has a host name for each bucket, so the bucket goes into
        the path there. Checksums beyond Content-MD5 are left out: not every service takes them.
        """
        return {
            "connect_timeout": self.connect_seconds,
            "read_timeout": self.read_seconds,
            "max_pool_connections": self.connections,
            "retries": {"mode": "standard", "total_max_attempts": self.attempts},
            "s3": {"addressing_style": "path" if self.endpoint else "auto"},
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }


def s3_settings_from_environment(environment: Mapping[str, str] | None = None) -> S3Settings:
    """Read the endpoint and the region; turns the look at the metadata service off."""
    variables = os.environ if environment is None else environment
    os.environ[METADATA_OFF] = "true"
    return S3Settings(
        endpoint=_first(variables, ENDPOINTS),
        region=_first(variables, REGIONS) or DEFAULT_REGION,
    )


def _first(variables: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((variables[name] for name in names if variables.get(name)), None)
