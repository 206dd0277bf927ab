"""From a pipeline to its plan: which steps there are, what each is told, what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from residency.plan import layout
from residency.plan.fingerprint import digest, identity
from residency.plan.given import TEXT, TOKENIZER, VISION, located, without_paths
from residency.plan.support import unsupported
from residency.plan.work import (
    ArtifactRef,
    AssembleIdentity,
    AssembleWork,
    DecontaminateIdentity,
    DecontaminateWork,
    EvaluateIdentity,
    EvaluateWork,
    GateIdentity,
    GateWork,
    Held,
    IngestIdentity,
    IngestWork,
    PackIdentity,
    PackWork,
    Plan,
    RegisterIdentity,
    RegisterWork,
    Step,
    TokenizerIdentity,
    TokenizerWork,
    TrainIdentity,
    TrainWork,
    Work,
)
from residency.spec.dataset import Dataset
from residency.spec.deepspeed import DeepSpeed
from residency.spec.loader import Loaded
from residency.spec.names import BASE
from residency.spec.pipeline import Pipeline
from residency.spec.training import Compare, Gate, Resources, Stage, TrainRecipe

DEFAULT_VOCABULARY = 1024
CLIP_IMAGE_SIZE = 336  # ViT-L/14 at 336 px, where a vision tower is read from a folder
CLIP_PATCH_SIZE = 14
TOKENIZER_STEP = "tokenizer"
ASSEMBLE_STEP = "assemble"
DECONTAMINATE_STEP = "decontaminate"
REGISTER_STEP = "register"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the world adds to a spec: looked up by the caller, so that resolving stays pure."""

    listings: Mapping[str, str]  # dataset name -> digest of its files' names, sizes, times
    key_id: str  # id of the tenant's HMAC key in use
    versions: Mapping[str, str]  # library -> version
    base: str = "."  # folder that relative paths start from
    given: Mapping[str, str] = field(default_factory=dict)  # role -> digest of a given folder


def train_step(stage: str) -> str:
    """The id of the step that trains a stage (or the base)."""
    return BASE if stage == BASE else f"train.{stage}"


def evaluate_step(stage: str, benchmark: str) -> str:
    """The id of the step that evaluates a stage's model on a benchmark."""
    return f"evaluate.{stage}.{benchmark}"


def resolve(loaded: Loaded, facts: Facts) -> Plan:
    """The plan of a pipeline. Pure: the same spec and facts give the same plan."""
    pipeline = loaded.pipeline
    resolver = _Resolver(pipeline, facts)
    return Plan(
        pipeline=pipeline.metadata.name,
        tenant=pipeline.spec.tenant,
        seed=pipeline.spec.seed,
        source=loaded.source,
        overrides=loaded.overrides,
        labels=pipeline.metadata.labels,
        placement=pipeline.spec.placement,
        explicit=loaded.explicit,
        steps=tuple(resolver.resolve()),
        unsupported=tuple(unsupported(pipeline)),
    )


Inputs = Mapping[str, ArtifactRef]


class _Resolver:
    """Adds steps in the order of the way of the data; fingerprints follow as they are added."""

    def __init__(self, pipeline: Pipeline, facts: Facts) -> None:
        self.name = pipeline.metadata.name
        self.spec = pipeline.spec
        self.facts = facts
        self.steps: list[Step] = []
        self.fingerprints: dict[str, str] = {}
        self.model = without_paths(pipeline.spec.model)
        self.tokenizer: Inputs = {}
        self.excluded: Inputs = {}
        self.before: ArtifactRef | None = None  # the model before the curriculum

    def resolve(self) -> list[Step]:
        for dataset in self.spec.datasets:
            self.ingest(dataset)
        self.decontaminate()
        given = self.spec.model.tokenizer.path is not None
        self.tokenizer = {"tokenizer": self.given_tokenizer() if given else self.train_tokenizer()}
        self.assemble()
        if self.spec.base is not None:
            self.train(BASE, self.spec.base, self.model_of(BASE), ())
            self.before = _model(BASE)
        self.evaluate_before()
        self.curriculum()
        return self.steps

    def add(self, step_id: str, work: Work, inputs: Inputs, after: Iterable[str] = ()) -> None:
        inputs_of = identity(work, inputs, self.fingerprints, self.facts.versions)
        self.fingerprints[step_id] = digest(inputs_of)
        before = sorted({ref.step for ref in inputs.values()} | set(after))
        self.steps.append(
            Step(
                id=step_id,
                work=work,
                inputs=dict(inputs),
                after=tuple(before),
                fingerprint=self.fingerprints[step_id],
            )
        )

    def ingest(self, dataset: Dataset) -> None:
        work = IngestWork(
            identity=IngestIdentity(
                dataset=dataset,
                listing=self.facts.listings[dataset.name],
                key_id=self.facts.key_id,
                seed=self.spec.seed,
            ),
            base=self.facts.base,
        )
        self.add(f"ingest.{dataset.name}", work, {})

    def train_tokenizer(self) -> ArtifactRef:
        model = self.spec.model
        work = TokenizerWork(
            identity=TokenizerIdentity(
                vocabulary_size=model.vocabulary.size or DEFAULT_VOCABULARY,
                template=model.template.value,
            )
        )
        self.add(TOKENIZER_STEP, work, {**_samples(self.trained()), **self.excluded})
        return ArtifactRef(step=TOKENIZER_STEP, artifact=layout.TOKENIZER)

    def given_tokenizer(self) -> ArtifactRef:
        model = self.spec.model
        work = TokenizerWork(
            identity=TokenizerIdentity(
                vocabulary_size=None,
                template=model.template.value,
                given=self.facts.given.get(TOKENIZER),
            ),
            path=located(model.tokenizer.path, self.facts.base),
        )
        self.add(TOKENIZER_STEP, work, {})
        return ArtifactRef(step=TOKENIZER_STEP, artifact=layout.TOKENIZER)

    def assemble(self) -> None:
        """A model of which a part is pretrained is put together before anything is trained."""
        text, vision = self.spec.model.text.path, self.spec.model.vision.path
        if text is None and vision is None:
            return
        work = AssembleWork(
            identity=AssembleIdentity(
                model=self.model,
                text=self.facts.given.get(TEXT),
                vision=self.facts.given.get(VISION),
                seed=self.spec.seed,
            ),
            text_path=located(text, self.facts.base),
            vision_path=located(vision, self.facts.base),
        )
        self.add(ASSEMBLE_STEP, work, self.tokenizer)
        self.before = ArtifactRef(step=ASSEMBLE_STEP, artifact=layout.MODEL)

    def model_of(self, stage: str | None) -> Inputs:
        """What a stage has trained, or the model before the curriculum; none before the first."""
        ref = self.before if stage in (BASE, None) else _model(str(stage))
        return {} if ref is None else {"model": ref}

    def trained(self) -> list[str]:
        """The datasets that the base or a stage trains on, sorted."""
        recipes = [*([self.spec.base] if self.spec.base else []), *self.spec.curriculum]
        return sorted({entry.dataset for recipe in recipes for entry in recipe.mixture})

    def decontaminate(self) -> None:
        """Hold what is trained on against every benchmark, whichever stage it is asked after.

        One that no stage evaluates yet may be asked later, of a model that is trained by then.
        """
        held = self.spec.benchmarks
        if not held:
            return
        work = DecontaminateWork(
            identity=DecontaminateIdentity(
                training=tuple(self.trained()),
                benchmarks=tuple(Held(benchmark=b.name, dataset=b.dataset) for b in held),
                rules=self.spec.decontamination,
            )
        )
        read = sorted({*self.trained(), *(one.dataset for one in held)})
        self.add(DECONTAMINATE_STEP, work, _samples(read))
        self.excluded = {
            "excluded": ArtifactRef(step=DECONTAMINATE_STEP, artifact=layout.EXCLUDED)
        }

    def evaluate_before(self) -> None:
        """Evaluate the model before the curriculum, where there is one."""
        if self.before is None:
            return
        first = self.spec.base or self.spec.curriculum[0]
        for name in dict.fromkeys(n for stage in self.spec.curriculum for n in stage.evaluate):
            self.evaluate(BASE, name, first.resources)

    def curriculum(self) -> None:
        previous = BASE if self.before is not None else None
        gates: dict[str | None, str] = {}
        for stage in self.spec.curriculum:
            parent = _parent(stage, previous)
            waits = [gates[name] for name in (parent, *stage.after) if name in gates]
            waits += [train_step(name) for name in stage.after]
            self.train(stage.name, stage, self.model_of(parent), waits)
            for name in stage.evaluate:
                self.evaluate(stage.name, name, stage.resources)
            if stage.gate is not None:
                gates[stage.name] = self.gate(stage.name, stage.gate)
            previous = stage.name
        last = self.spec.curriculum[-1]
        if last.gate is not None:
            self.register(last.name, last.gate, gates[last.name])

    def train(self, name: str, recipe: TrainRecipe, inputs: Inputs, after: Iterable[str]) -> None:
        self.pack(name, recipe)
        own = recipe.execution.deepspeed or DeepSpeed()
        work = TrainWork(
            identity=TrainIdentity(
                model=self.model,
                train=recipe.train,
                optimizer=recipe.optimizer,
                sequence=recipe.sequence,
                loss=recipe.loss,
                dropout=recipe.dropout,
                precision=recipe.precision,
                projector=recipe.projector,
                seed=self.spec.seed,
                deepspeed=own.deciding(),
            ),
            execution=recipe.execution.model_copy(update={"deepspeed": own.running()}),
            resources=recipe.resources,
        )
        shards = ArtifactRef(step=f"pack.{name}", artifact=layout.SHARDS)
        self.add(train_step(name), work, {**self.tokenizer, **inputs, "shards": shards}, after)

    def pack(self, name: str, recipe: TrainRecipe) -> None:
        vision = self.spec.model.vision.config
        work = PackWork(
            identity=PackIdentity(
                mixture=recipe.mixture,
                sequence=recipe.sequence,
                image_size=vision.image_size if vision else CLIP_IMAGE_SIZE,
                patch_size=vision.patch_size if vision else CLIP_PATCH_SIZE,
                template=self.spec.model.template.value,
                tiling=self.spec.model.tiling,
                padding=self.spec.model.vision.padding,
                temperature=recipe.mixture_temperature,
                seed=self.spec.seed,
            )
        )
        samples = _samples([entry.dataset for entry in recipe.mixture])
        self.add(f"pack.{name}", work, {**samples, **self.tokenizer, **self.excluded})

    def evaluate(self, stage: str, name: str, resources: Resources) -> None:
        benchmark = next(b for b in self.spec.benchmarks if b.name == name)
        work = EvaluateWork(
            identity=EvaluateIdentity(benchmark=benchmark, seed=self.spec.seed),
            resources=resources,
        )
        samples = ArtifactRef(step=f"ingest.{benchmark.dataset}", artifact=layout.SAMPLES)
        inputs = {**self.tokenizer, **self.model_of(stage), "samples": samples}
        self.add(evaluate_step(stage, name), work, inputs)

    def gate(self, stage: str, gate: Gate) -> str:
        inputs = {"report": _report(stage, gate.benchmark)}
        against_base = any(rule.compare is Compare.BASELINE for rule in gate.rules)
        if self.before is not None and against_base:
            inputs["baseline"] = _report(BASE, gate.benchmark)
        self.add(f"gate.{stage}", GateWork(identity=GateIdentity(gate=gate)), inputs)
        return f"gate.{stage}"

    def register(self, stage: str, gate: Gate, decided: str) -> None:
        inputs = {
            **self.model_of(stage),
            "decision": ArtifactRef(step=decided, artifact=layout.DECISION),
            "report": _report(stage, gate.benchmark),
        }
        work = RegisterWork(
            identity=RegisterIdentity(model_name=self.name),
            rules=self.spec.release,
            serving=self.spec.serving,
        )
        self.add(REGISTER_STEP, work, inputs)


def _parent(stage: Stage, previous: str | None) -> str | None:
    """The stage whose model this one starts from: named, else what it follows, else the last."""
    if stage.from_ is not None:
        return stage.from_.model
    return stage.after[0] if stage.after else previous


def _samples(names: Sequence[str]) -> dict[str, ArtifactRef]:
    return {
        f"samples.{name}": ArtifactRef(step=f"ingest.{name}", artifact=layout.SAMPLES)
        for name in dict.fromkeys(names)
    }


def _model(stage: str) -> ArtifactRef:
    return ArtifactRef(step=train_step(stage), artifact=layout.MODEL)


def _report(stage: str, benchmark: str) -> ArtifactRef:
    return ArtifactRef(step=evaluate_step(stage, benchmark), artifact=layout.REPORT)
