"""Low-rank adapters: where they stand, how many parameters they have, what merging gives."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.errors import NotSupportedYet, SpecError
from residency.model.adapters import add_adapters, configs_of
from residency.model.adapters_merge import merge_adapters, save_adapters
from residency.model.build import build_config, build_model, load_model, unloaded_model
from residency.model.export import export_model
from residency.model.freeze import freeze
from residency.model.parts import adapter_of, bare_name, is_trained, path_of
from residency.model.shape import model_shapes
from residency.model.words import load_words
from residency.spec.model import Adapter, AdapterKind, Model, TextArchitecture
from residency.spec.training import Part
from tests.tiny import tiny_llama, tiny_model, tiny_tokenizer

EXPERTS = ("experts.gate_up_proj", "experts.down_proj")


def lora(*targets: str, **changes: object) -> Adapter:
    own: dict[str, object] = {"kind": AdapterKind.LORA, "rank": 4, "alpha": 8.0}
    return Adapter(**(own | {"targets": targets} | changes))  # type: ignore[arg-type]


ATTENTION = {"plain": lora()}
PACKED = {"moe": lora(*EXPERTS)}
BOTH = {"plain": lora(dropout=0.1), "moe": lora(*EXPERTS, rank=2)}


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_tokenizer(tmp_path_factory.mktemp("tokenizer"))


def built(tokenizer: Path, recipe: Model, **settings: object) -> LlavaForConditionalGeneration:
    dtype = settings.get("dtype", torch.float32)
    assert isinstance(dtype, torch.dtype)
    return build_model(build_config(recipe, load_words(tokenizer)), seed=1, dtype=dtype)


def moved(
    tokenizer: Path, recipe: Model, adapters: Mapping[str, Adapter], dtype: torch.dtype
) -> LlavaForConditionalGeneration:
    """A model whose adapters have been trained, as far as their numbers go."""
    model = built(tokenizer, recipe, dtype=dtype)
    add_adapters(model, adapters, ("adapters",), seed=5)
    torch.manual_seed(2)
    for name, parameter in model.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(parameter, std=0.1)
    return model


@torch.inference_mode()
def logits(model: torch.nn.Module) -> torch.Tensor:
    torch.nn.Module.eval(model)
    ids = torch.randint(5, 250, (2, 24), generator=torch.Generator().manual_seed(4))
    found: torch.Tensor = model(input_ids=ids).logits
    return found


def bare(model: LlavaForConditionalGeneration) -> LlavaForConditionalGeneration:
    with torch.device("meta"):
        return unloaded_model(model.config)


def test_a_new_adapter_changes_nothing_and_is_the_seeds(tokenizer: Path) -> None:
    plain, drawn = built(tokenizer, tiny_model()), []
    before = logits(plain)
    for seed in (5, 5, 6):
        model = built(tokenizer, tiny_model())
        assert add_adapters(model, BOTH, ("adapters",), seed=seed) == ("plain", "moe")
        assert torch.allclose(logits(model), before, atol=1e-6)
        drawn.append({n: p for n, p in model.state_dict().items() if ".lora_A." in n})
    first, again, other = drawn
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first)


@pytest.mark.parametrize(
    ("recipe", "layers"),
    [
        (tiny_model(), "k_proj o_proj q_proj v_proj"),
        (tiny_llama(), "down_proj gate_proj k_proj o_proj q_proj up_proj v_proj"),
    ],
    ids=["gpt-oss", "llama"],
)
def test_without_targets_linear_layers_of_the_text_model_are_adapted(
    tokenizer: Path, recipe: Model, layers: str
) -> None:
    model = built(tokenizer, recipe)
    add_adapters(model, ATTENTION, ("adapters.plain",), seed=1)
    places = [path_of(name) for name in model.state_dict() if adapter_of(name)]
    assert {place.split(".")[-2] for place in places} == set(layers.split())
    assert all(place.startswith("adapters.plain.language.layers.") for place in places)


@pytest.mark.parametrize("globs", [("adapters",), ("projector", "adapters.p*"), ("*",)])
@pytest.mark.parametrize("recipe", [tiny_model(), tiny_llama()], ids=["gpt-oss", "llama"])
def test_what_is_counted_is_what_is_built(
    tokenizer: Path, recipe: Model, globs: tuple[str, ...]
) -> None:
    adapters = BOTH if recipe.text.architecture is TextArchitecture.GPT_OSS else ATTENTION
    recipe = recipe.model_copy(update={"adapters": adapters})
    (shape,) = model_shapes(recipe, [globs], load_words(tokenizer).size)
    model = built(tokenizer, recipe)
    add_adapters(model, adapters, globs, seed=1)
    table = freeze(model, globs)
    sizes: Counter[tuple[str, bool]] = Counter()
    for name, parameter in model.named_parameters():
        sizes[path_of(name), is_trained(name, globs)] += parameter.numel()
    assert {(w.path, w.trained): w.size for w in shape.weights} == sizes
    assert (shape.total, shape.trained) == (table.total, table.trained)
    assert shape.trained == sum(p.numel() for p in model.parameters() if p.requires_grad)
    assert any(row.part is Part.ADAPTERS for row in table.parts) is (globs != ("*",))


def test_weights_keep_their_paths_beside_adapters(tokenizer: Path) -> None:
    plain, adapted = built(tokenizer, tiny_model()), built(tokenizer, tiny_model())
    add_adapters(adapted, BOTH, ("adapters",), seed=1)
    own = [name for name in adapted.state_dict() if adapter_of(name) is None]
    assert sorted(map(bare_name, own)) == sorted(plain.state_dict())
    assert {path_of(name) for name in own} == {path_of(name) for name in plain.state_dict()}


@pytest.mark.parametrize(
    ("recipe", "adapters"),
    [
        (tiny_model(), ATTENTION),
        (tiny_model(), PACKED),
        (tiny_model(), BOTH),
        (tiny_llama(), ATTENTION),
    ],
    ids=["attention", "packed experts", "both", "llama"],
)
def test_merged_weights_compute_what_adapters_did(
    tokenizer: Path, recipe: Model, adapters: Mapping[str, Adapter]
) -> None:
    model = moved(tokenizer, recipe, adapters, torch.float32)
    weights = model.state_dict()
    before = {name: value.clone() for name, value in weights.items()}
    adapted = merge_adapters(bare(model), configs_of(model), weights)
    assert all(torch.equal(value, weights[name]) for name, value in before.items())
    merged = built(tokenizer, recipe)
    assert (logits(merged) - logits(model)).abs().max() > 0.1
    merged.load_state_dict(dict(adapted.weights), strict=True)
    assert (logits(merged) - logits(model)).abs().max() < 1e-5


# peft 0.21.2 asks a model by a name that transformers 5.23 has given up.
@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
def test_an_adapters_folder_is_pefts_own(tokenizer: Path, tmp_path: Path) -> None:
    model = moved(tokenizer, tiny_model(), BOTH, torch.float32)
    adapted = merge_adapters(bare(model), configs_of(model), model.state_dict())
    save_adapters(adapted, configs_of(model), tmp_path)
    start: torch.nn.Module = built(tokenizer, tiny_model())
    for name in BOTH:
        loaded = PeftModel.from_pretrained(start, tmp_path / "adapters" / name)
        start = loaded.merge_and_unload()
    assert (logits(start) - logits(model)).abs().max() < 1e-5


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
def test_an_exported_folder_holds_the_sum_rounded_once_and_its_parts(
    tokenizer: Path, tmp_path: Path
) -> None:
    model = moved(tokenizer, tiny_model(), BOTH, torch.bfloat16)
    folder = tmp_path / "model"
    export_model(model, model.state_dict(), tokenizer, folder)
    start: torch.nn.Module = built(tokenizer, tiny_model(), dtype=torch.bfloat16)
    torch.nn.Module.float(start)
    for name in BOTH:
        assert load_file(folder / "adapters" / name / "adapter_model.safetensors")
        loaded = PeftModel.from_pretrained(start, folder / "adapters" / name)
        start = loaded.merge_and_unload()
    whole = load_model(folder, dtype=torch.bfloat16).state_dict()
    assert whole.keys() == start.state_dict().keys()
    assert all(torch.equal(v.bfloat16(), whole[n]) for n, v in start.state_dict().items())


def test_every_adapter_gets_a_gradient_through_a_frozen_checkpointed_model(
    tokenizer: Path,
) -> None:
    model = moved(tokenizer, tiny_model(), BOTH, torch.float32)
    torch.nn.Module.train(model)
    model.activation_checkpointing_enable({"use_reentrant": False})
    table = freeze(model, ("adapters",))
    assert table.trained == sum(row.trained for row in table.parts if row.part == "adapters")
    ids = torch.randint(5, 250, (1, 24), generator=torch.Generator().manual_seed(4))
    model(input_ids=ids, labels=ids).loss.backward()
    for name, parameter in model.named_parameters():
        assert (parameter.grad is not None) is (adapter_of(name) is not None), name
        assert parameter.grad is None or bool(parameter.grad.abs().sum() > 0), name


@pytest.mark.parametrize(
    ("adapters", "error", "told"),
    [
        ({"a": lora("qproj")}, SpecError, "'qproj' is no layer"),
        ({"a": lora(*EXPERTS, dropout=0.1)}, SpecError, "a.dropout is 0.1, and its targets have"),
        ({"a": lora("q_proj"), "b": lora()}, SpecError, "a and b both stand beside language"),
        ({"a": lora(EXPERTS[0]), "b": lora(EXPERTS[1])}, SpecError, "a and b both stand beside"),
        ({"a": lora(kind=AdapterKind.HLORA)}, NotSupportedYet, "hlora adapters .model.adapters.a"),
    ],
)
def test_what_cannot_be_is_named(
    tokenizer: Path, adapters: Mapping[str, Adapter], error: type[Exception], told: str
) -> None:
    model = built(tokenizer, tiny_model())
    with pytest.raises(error, match=told):
        add_adapters(model, adapters, ("adapters",), seed=1)


def test_an_adapter_that_is_not_named_is_not_there(tokenizer: Path) -> None:
    model = built(tokenizer, tiny_model())
    assert add_adapters(model, BOTH, ("*", "projector"), seed=1) == ()
    assert not configs_of(model)
    assert add_adapters(model, BOTH, ("adapters.moe",), seed=1) == ("moe",)
    assert not is_trained("model.language_model.layers.0.self_attn.q_proj.weight", ("adapters",))
    with pytest.raises(SpecError, match=r"'adapters\.none' matches no parameter"):
        freeze(model, ("adapters.none",))
