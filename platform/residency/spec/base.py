"""What all models of the YAML share: frozen, strict, camelCase, no unknown key."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

GROUP = "residency.dev"
VERSION = "v1alpha1"
API_VERSION = f"{GROUP}/{VERSION}"

# A RayJob's name has at most 47 characters; ours are <pipeline>-<step>-<attempt>.
PipelineName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$")]
Share = Annotated[float, Field(ge=0, le=1)]
# One above the largest float that is not positive: `exclusiveMinimum` as a number is not
# allowed in a structural schema, so positive floats state the smallest that makes sense.
Positive = Annotated[float, Field(ge=1e-12)]
Fraction = Annotated[float, Field(ge=0, le=0.9999)]
Count = Annotated[int, Field(ge=1)]
Whole = Annotated[int, Field(ge=0)]


class SpecModel(BaseModel):
    """Base of every model of the YAML; also of what the plan derives from it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        populate_by_name=True,
        ser_json_inf_nan="strings",
        allow_inf_nan=False,
        protected_namespaces=(),
    )
