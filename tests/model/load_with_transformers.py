#!/usr/bin/env python3
"""Loads model directories with transformers and compares with what was put in.

usage: load_with_transformers.py DIR GOLDEN ...

DIR was saved by us from the weights of GOLDEN (a file of tests/model/golden) and holds besides
the texts.jsonl that test_transformers.c wrote: {"text": ..., "ids": [...]} a line. Fails on any
warning, any key missing or too much, any other weight, logit or token id.
"""
import json
import logging
import sys

import torch
from safetensors import safe_open
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, GenerationConfig
from transformers.utils import logging as hf_logging

messages = []


class Keep(logging.Handler):
    def emit(self, record):
        messages.append(record.getMessage())


def check(condition, what):
    if not condition:
        sys.exit("FAILED: " + what)


def check_model(folder, golden):
    model, info = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    for key in ("missing_keys", "unexpected_keys", "mismatched_keys", "error_msgs"):
        check(not info.get(key), f"{folder}: {key}: {info.get(key)}")
    check(model.dtype == torch.float32, f"{folder}: loaded as {model.dtype}")
    with safe_open(golden, "pt") as file:
        expected = AutoConfig.for_model(**json.loads(file.metadata()["config"]))
        for key, value in expected.to_dict().items():
            if key not in ("dtype", "transformers_version", "architectures", "_name_or_path"):
                check(getattr(model.config, key) == value,
                      f"{folder}: {key} is {getattr(model.config, key)}, expected {value}")
        weights = dict(model.named_parameters())
        names = [n for n in file.keys() if n.startswith("w.")]
        check({n[2:] for n in names} == set(weights), f"{folder}: other names")
        for name in names:
            check(torch.equal(weights[name[2:]], file.get_tensor(name).float()),
                  f"{folder}: {name} differs")
        ids, lengths = file.get_tensor("ids").long(), file.get_tensor("lengths").long()
        inside = torch.arange(ids.shape[1])[None] < lengths[:, None]
        logits = model(ids, attention_mask=inside.long(), use_cache=False).logits
        off = (logits - file.get_tensor("logits")).abs()[inside].max().item()
        check(off < 1e-4, f"{folder}: logits off by {off}")
    generation = GenerationConfig.from_pretrained(folder)
    check((generation.pad_token_id, generation.bos_token_id, generation.eos_token_id)
          == (0, 1, 2), f"{folder}: generation_config.json")
    return model


def check_tokenizer(folder, positions):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    check((tokenizer.pad_token_id, tokenizer.bos_token_id, tokenizer.eos_token_id) == (0, 1, 2),
          f"{folder}: special tokens")
    check(tokenizer.model_max_length == positions, f"{folder}: model_max_length")
    # Older versions rewrite the pre-tokenizer where these two disagree; newer ones do not care.
    settings = json.load(open(folder + "/tokenizer_config.json", encoding="utf-8"))
    stored = json.load(open(folder + "/tokenizer.json", encoding="utf-8"))["pre_tokenizer"]
    check(settings["add_prefix_space"] is stored["add_prefix_space"],
          f"{folder}: add_prefix_space")
    for line in open(folder + "/texts.jsonl", encoding="utf-8"):
        row = json.loads(line)
        ids = tokenizer.encode(row["text"])
        check(ids == row["ids"], f"{folder}: {row['text']!r}: {ids}, ours {row['ids']}")


def main():
    torch.set_num_threads(1)
    hf_logging.disable_progress_bar()
    hf_logging.get_logger().addHandler(Keep(logging.WARNING))
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2]))
    for folder, golden in pairs:
        model = check_model(folder, golden)
        check_tokenizer(folder, getattr(model.config, "max_position_embeddings"))
    check(not messages, "warnings: " + " | ".join(messages))
    print(f"transformers loads {len(pairs)} directories without a word")


main()
