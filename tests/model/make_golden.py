#!/usr/bin/env python3
"""Writes golden/*.safetensors: what Hugging Face's models compute, for test_golden.c.

Needs torch, transformers, safetensors. The files are committed; run this only to make new ones:
    python3 tests/model/make_golden.py [FOLDER]      (instead of golden/)

A file holds one case: the weights as "w.NAME" (in a type of two bytes, so they are exact), ids
and lengths, the logits and every gradient of the mean cross-entropy as "g.NAME", and the losses
of ten AdamW steps on the same batch with the given rates, decay 0.1 (not for vectors) and
clipping at 1.0. Its metadata holds config.json.
"""
import json
import math
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

STEPS, WARMUP, PEAK, DECAY, CLIP = 10, 3, 4e-3, 0.1, 1.0
MARKS = dict(pad_token_id=0, bos_token_id=1, eos_token_id=2)


def gpt2(**sizes):
    config = GPT2Config(resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, **MARKS, **sizes)
    return GPT2LMHeadModel(config)


def llama(**sizes):
    return LlamaForCausalLM(LlamaConfig(**MARKS, **sizes))


# name: model, type of the weights in the file, batch, length of each sequence
CASES = {
    "gpt2_heads_64": (
        lambda: gpt2(vocab_size=96, n_positions=32, n_embd=128, n_layer=1, n_head=2,
                     n_inner=32),
        torch.bfloat16, [32, 32]),
    "gpt2_heads_96": (
        lambda: gpt2(vocab_size=67, n_positions=40, n_embd=96, n_layer=2, n_head=1,
                     n_inner=37),
        torch.float16, [37, 37, 37]),
    "llama_heads_128": (
        lambda: llama(vocab_size=101, max_position_embeddings=48, hidden_size=32,
                      intermediate_size=44, num_hidden_layers=2, num_attention_heads=2,
                      num_key_value_heads=2, head_dim=128, tie_word_embeddings=False,
                      rms_norm_eps=1e-5,
                      rope_parameters={"rope_type": "default", "rope_theta": 500.0}),
        torch.bfloat16, [48, 48]),
    "llama_grouped_tied": (
        lambda: llama(vocab_size=80, max_position_embeddings=32, hidden_size=48,
                      intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
                      num_key_value_heads=2, head_dim=64, tie_word_embeddings=True),
        torch.float16, [29, 21, 29]),
    "llama_heads_32_odd": (
        lambda: llama(vocab_size=83, max_position_embeddings=64, hidden_size=64,
                      intermediate_size=51, num_hidden_layers=3, num_attention_heads=2,
                      num_key_value_heads=1, tie_word_embeddings=False),
        torch.bfloat16, [61]),
}


def fill(model, dtype):
    """Values large enough that every part matters, and exact in the file's type."""
    for name, p in model.named_parameters():
        if p.dim() == 2:
            fan_in = p.shape[1] if "embed" not in name and ".wte" not in name else 16
            value = torch.randn(p.shape) * 0.8 / math.sqrt(fan_in)
        elif name.endswith("bias"):
            value = torch.randn(p.shape) * 0.1
        else:
            value = 1 + torch.randn(p.shape) * 0.1
        p.data = value.to(dtype).float()


def rate(step):
    if step < WARMUP:
        return PEAK * step / WARMUP
    return PEAK * 0.5 * (1 + math.cos(math.pi * (step - WARMUP) / (STEPS - WARMUP)))


def optimizer_for(model):
    named = list(model.named_parameters())
    groups = [
        {"params": [p for _, p in named if p.dim() == 2], "weight_decay": DECAY},
        {"params": [p for _, p in named if p.dim() == 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=0, betas=(0.9, 0.999), eps=1e-8)


def make(folder, name, build, dtype, lengths, seed):
    torch.manual_seed(seed)
    model = build().float().eval()
    model.set_attn_implementation("eager")
    fill(model, dtype)
    batch, length = len(lengths), max(lengths)
    ids = torch.randint(3, model.config.vocab_size, (batch, length))
    inside = torch.arange(length)[None] < torch.tensor(lengths)[:, None]
    labels = torch.where(inside, ids, -100)

    def forward():
        logits = model(input_ids=ids, attention_mask=inside.long(), use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(
            logits[:, :-1].reshape(-1, logits.shape[-1]), labels[:, 1:].reshape(-1))
        return logits, loss

    weights = {n: p.detach().clone() for n, p in model.named_parameters()}
    out = {"w." + n: w.to(dtype) for n, w in weights.items()}
    logits, loss = forward()
    loss.backward()
    out |= {"g." + n: p.grad.clone() for n, p in model.named_parameters()}
    out["ids"] = ids.int()
    out["lengths"] = torch.tensor(lengths).int()
    out["logits"] = logits.detach().contiguous()

    optimizer = optimizer_for(model)
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        _, loss = forward()
        loss.backward()
        losses.append(loss.item())
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        optimizer.step()
    out["losses"] = torch.tensor(losses)
    out["rates"] = torch.tensor([rate(s) for s in range(STEPS)])

    path = folder / (name + ".safetensors")
    # One key only: the writer's order of several differs from run to run.
    metadata = {"config": json.dumps(json.loads(model.config.to_json_string()))}
    save_file(out, path, metadata)
    norm = math.sqrt(sum(float((p ** 2).sum()) for n, p in out.items() if n.startswith("g.")))
    print(f"{path.name}: {path.stat().st_size} bytes, gradient norm {norm:.3f}, losses",
          " ".join(f"{x:.4f}" for x in losses))


if __name__ == "__main__":
    torch.set_num_threads(1)
    given = sys.argv[1:] or [pathlib.Path(__file__).parent / "golden"]
    golden = pathlib.Path(given[0])
    golden.mkdir(exist_ok=True)
    for number, (case, (build, dtype, lengths)) in enumerate(CASES.items()):
        make(golden, case, build, dtype, lengths, 1911 + number)
