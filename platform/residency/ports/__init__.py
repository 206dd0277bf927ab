"""The Protocols that we own. Adapters implement them; the core speaks to nothing else.

Each has a small required interface; what only some targets can do is a Protocol of its own.
"""

from residency.ports.clock import Clock
from residency.ports.executor import Earlier, Executor, StepContext, StepResult
from residency.ports.identity import Identity
from residency.ports.keys import Keys
from residency.ports.launcher import (
    Admission,
    KnowsAdmission,
    Launcher,
    Phase,
    RendersObjects,
    Status,
)
from residency.ports.locks import Locks
from residency.ports.predictor import Event, FinishReason, Predictor, Request
from residency.ports.progress import Progress, ProgressSink
from residency.ports.registry import ModelVersion, Registry
from residency.ports.scrubber import Scrubber
from residency.ports.stop_signal import StopSignal
from residency.ports.store import RemoteStore, Store
from residency.ports.text_detector import TextDetector
from residency.ports.tracker import Curve, DataInput, Point, Table, TrackedStep, Tracker

__all__ = [
    "Admission",
    "Clock",
    "Curve",
    "DataInput",
    "Earlier",
    "Event",
    "Executor",
    "FinishReason",
    "Identity",
    "Keys",
    "KnowsAdmission",
    "Launcher",
    "Locks",
    "ModelVersion",
    "Phase",
    "Point",
    "Predictor",
    "Progress",
    "ProgressSink",
    "Registry",
    "RemoteStore",
    "RendersObjects",
    "Request",
    "Scrubber",
    "Status",
    "StepContext",
    "StepResult",
    "StopSignal",
    "Store",
    "Table",
    "TextDetector",
    "TrackedStep",
    "Tracker",
]
