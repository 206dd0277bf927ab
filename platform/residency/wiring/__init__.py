"""The one composition root: which adapter stands behind which port.

Nothing heavy is imported here: Ray, MLflow and torch come in when a step really runs.
"""

from residency.wiring.residency import Residency
from residency.wiring.settings import Settings, settings_from_environment

__all__ = ["Residency", "Settings", "settings_from_environment"]
