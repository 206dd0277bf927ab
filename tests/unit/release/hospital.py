"""A hospital that trains models: a desk of fakes, and models in its store."""

from residency.adapters.local.clock import SetClock
from residency.adapters.local.keys import DerivedKeys
from residency.adapters.local.registry import MemoryRegistry
from residency.adapters.storage.memory import MemoryStore
from residency.plan.record import Artifact, Submitter
from residency.ports import ModelVersion
from residency.release.desk import Desk
from residency.release.register import Candidate, register
from residency.spec.training import Approval

MODEL = "quickstart"


class Hospital:
    """A desk, and what tests do there again and again."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.store = MemoryStore()
        self.registry = MemoryRegistry()
        self.desk = Desk("local", self.store, self.registry, DerivedKeys(), self.clock)

    def person(self, name: str) -> Submitter:
        return Submitter(name=name, source="test")

    def model(self, content: str) -> Artifact:
        """A trained model in the store."""
        key = f"local/train/instruct/{content}/attempts/1/model"
        self.store.write(f"{key}/model.safetensors", content.encode())
        self.store.write(f"{key}/config.json", b"{}")
        return self.store.describe(key, "model")

    def candidate(self, content: str = "weights", *, rules: Approval | None = None) -> Candidate:
        """A model that passed its gate, submitted by dr.lee."""
        decision = f"local/gate/instruct/{content}/attempts/1/decision.json"
        self.store.write(decision, b'{"passed": true}')
        return Candidate(
            model=MODEL,
            artifact=self.model(content),
            decision=self.store.describe(decision, "decision.json"),
            passed=True,
            pipeline="quickstart",
            submitter=self.person("dr.lee"),
            rules=rules or Approval(),
            figures={"exact_match": "0.812 [0.70, 0.89] n=64"},
            run_id="run-1",
        )

    def registered(
        self, content: str = "weights", *, rules: Approval | None = None
    ) -> ModelVersion:
        """A version of that content."""
        self.clock.advance(60)
        return register(self.desk, self.candidate(content, rules=rules))
