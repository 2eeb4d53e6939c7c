#!/usr/bin/env python3
"""Writes adamw_vectors.h: steps of torch.optim.AdamW with the gradient clipped to norm 1.

    python3 make_adamw_vectors.py > adamw_vectors.h      (needs torch)
"""
import textwrap

import torch

N, STEPS, DECAYED = 12, 6, 8
torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
start = torch.randn(N).float().double()
sizes = torch.tensor([3.0, 0.1, 1e-3, 5, 0.2, 1])
gradients = (torch.randn(STEPS, N) * sizes.view(-1, 1)).float().double()
rates = torch.tensor([0, 1e-3, 2e-3, 3e-3, 2.5e-3, 1e-2]).float().double()

decayed = start[:DECAYED].clone().requires_grad_()
plain = start[DECAYED:].clone().requires_grad_()
optimizer = torch.optim.AdamW(
    [{"params": [decayed], "weight_decay": 0.1}, {"params": [plain], "weight_decay": 0.0}],
    lr=0.0, betas=(0.9, 0.999), eps=1e-8)


def array(kind, name, size, tensor):
    suffix = "f" if kind == "float" else ""
    words = [f"{x:.9g}" for x in tensor.flatten().tolist()]
    words = [w + ("" if any(c in w for c in ".e") else ".0") + suffix for w in words]
    text = textwrap.fill(", ".join(words), 92, initial_indent="    ", subsequent_indent="    ")
    print(f"static const {kind} {name}[{size}] = {{\n{text},\n}};\n")


print("// adamw_vectors.h was written by make_adamw_vectors.py: steps of torch.optim.AdamW.")
print("// clang-format off")
print("#ifndef CRIA_TESTS_CPU_ADAMW_VECTORS_H\n#define CRIA_TESTS_CPU_ADAMW_VECTORS_H\n")
print(f"enum {{ ADAMW_COUNT = {N}, ADAMW_STEPS = {STEPS}, ADAMW_DECAYED = {DECAYED} }};\n")
array("float", "adamw_rates", "ADAMW_STEPS", rates)
array("float", "adamw_start", "ADAMW_COUNT", start)
array("float", "adamw_gradients", "ADAMW_STEPS * ADAMW_COUNT", gradients)
results = []
for step in range(STEPS):
    decayed.grad, plain.grad = gradients[step, :DECAYED].clone(), gradients[step, DECAYED:].clone()
    torch.nn.utils.clip_grad_norm_([decayed, plain], 1.0)
    for group in optimizer.param_groups:
        group["lr"] = rates[step].item()
    optimizer.step()
    results.append(torch.cat([decayed, plain]).detach())
array("double", "adamw_results", "ADAMW_STEPS * ADAMW_COUNT", torch.stack(results))
print("#endif")
