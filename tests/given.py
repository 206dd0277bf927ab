"""Tiny pretrained folders, as makers publish them: text models, vision towers, a tokenizer."""

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer

from residency.data.templates.chatml import CHATML
from residency.data.tokenizer import train_tokenizer
from residency.spec.model import (
    Model,
    Template,
    TextArchitecture,
    TextConfig,
    TextModel,
    VisionConfig,
    VisionModel,
    Vocabulary,
)
from residency.spec.model import Tokenizer as GivenPath
from tests.tiny import PATCH, SIDE, TEXTS

ROWS = 300
"""Words of the tiny tokenizer, and rows of the text models' embeddings."""

# huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct, tokenizer_config.json
SMOLLM2_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
SMOLLM2_TEMPLATE = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\n" + SMOLLM2_SYSTEM + "<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def pretrained_llama(*, tied: bool = True) -> Model:
    """Llama over CLIP in ChatML, one row added for the placeholder of an image."""
    text = TextConfig(
        hidden_size=32,
        layers=2,
        heads=4,
        kv_heads=2,
        head_dim=8,
        intermediate_size=48,
        vocabulary_size=ROWS,
        context=128,
        rope_theta=10000.0,
        tie_embeddings=tied,
    )
    vision = VisionConfig(
        image_size=SIDE, patch_size=PATCH, hidden_size=32, layers=2, heads=4, intermediate_size=48
    )
    return Model(
        text=TextModel(architecture=TextArchitecture.LLAMA, config=text),
        vision=VisionModel(config=vision),
        tokenizer=GivenPath(path="words"),
        vocabulary=Vocabulary(extend=1),
        template=Template.CHATML,
    )


def write_given_tokenizer(folder: Path) -> Path:
    """ChatML's words but the image's, and the chat template of SmolLM2-Instruct."""
    folder.mkdir(parents=True)
    trained = train_tokenizer([*TEXTS, SMOLLM2_SYSTEM], ROWS, CHATML)
    description = json.loads(trained.to_str())
    image = trained.token_to_id(CHATML.image)
    description["added_tokens"] = [
        {**entry, "id": entry["id"]}
        for entry in description["added_tokens"]
        if entry["content"] != CHATML.image
    ]
    words = description["model"]["vocab"]
    words["<other>"] = words.pop(CHATML.image)
    assert words["<other>"] == image
    tokenizer = Tokenizer.from_str(json.dumps(description))
    tokenizer.add_special_tokens([AddedToken("<other>", normalized=False)])
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"chat_template": SMOLLM2_TEMPLATE, "eos_token": "<|im_end|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    return folder


def write_text_model(folder: Path, *, tied: bool = True, gpt_oss: bool = False) -> Path:
    """A causal language model of random weights, in bf16. Imports torch."""
    import torch
    from transformers.models.gpt_oss.configuration_gpt_oss import GptOssConfig
    from transformers.models.gpt_oss.modeling_gpt_oss import GptOssForCausalLM
    from transformers.models.llama.configuration_llama import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaForCausalLM

    shared = {
        "vocab_size": ROWS,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "max_position_embeddings": 128,
        "tie_word_embeddings": tied,
        "initializer_range": 0.2,
        "pad_token_id": None,
    }
    torch.manual_seed(1)
    if gpt_oss:
        shared["intermediate_size"] = 64  # MXFP4 has groups of 32
        sparse = {"num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": 8}
        rope = {"rope_type": "default", "rope_theta": 10000.0}
        model = GptOssForCausalLM(GptOssConfig(**shared, **sparse, rope_parameters=rope))
    else:
        model = LlamaForCausalLM(LlamaConfig(**shared, rms_norm_eps=1e-5))
    model.to(torch.bfloat16).save_pretrained(folder)
    return folder


def write_tower(folder: Path, *, whole: bool) -> Path:
    """The tower of a CLIPVisionModel, or of a whole CLIPModel, in fp32. Imports torch."""
    import torch
    from transformers.models.clip.configuration_clip import CLIPConfig, CLIPVisionConfig
    from transformers.models.clip.modeling_clip import CLIPModel, CLIPVisionModel

    sizes = {
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
    }
    vision = CLIPVisionConfig(image_size=SIDE, patch_size=PATCH, hidden_act="gelu", **sizes)
    torch.manual_seed(2)
    if whole:
        ends = {"bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1}
        words = {**sizes, "vocab_size": 20, **ends}
        CLIPModel(CLIPConfig(vision_config=vision, text_config=words)).save_pretrained(folder)
    else:
        CLIPVisionModel(vision).save_pretrained(folder)
    return folder
