#!/usr/bin/env python3
"""Makes a model directory with transformers: random weights of some size, and a given tokenizer.

usage: make_model.py OUT llama|gpt2 TOKENIZER.json [WIDTH LAYERS HEADS INNER]
"""

import json
import pathlib
import shutil
import sys

import torch
import transformers

transformers.logging.disable_progress_bar()


def make(out, kind, tokenizer, width=64, layers=3, heads=4, inner=128):
    vocab = max(json.loads(pathlib.Path(tokenizer).read_text())["model"]["vocab"].values()) + 1
    shared = dict(vocab_size=vocab, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    if kind == "llama":
        config = transformers.LlamaConfig(
            hidden_size=width, intermediate_size=inner, num_hidden_layers=layers,
            num_attention_heads=heads, max_position_embeddings=256, initializer_range=0.15,
            tie_word_embeddings=False, **shared)
    else:
        config = transformers.GPT2Config(
            n_embd=width, n_layer=layers, n_head=heads, n_inner=inner, n_positions=256,
            initializer_range=0.15, **shared)
    torch.manual_seed(1)
    model = transformers.AutoModelForCausalLM.from_config(config)
    with torch.no_grad():  # biases and norms that do something
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    model.save_pretrained(out)
    shutil.copy(tokenizer, pathlib.Path(out) / "tokenizer.json")


if __name__ == "__main__":
    make(*sys.argv[1:4], *map(int, sys.argv[4:]))
