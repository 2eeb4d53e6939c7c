#!/usr/bin/env python3
"""Writes loss_vectors.h: the training loss and its gradient as PyTorch computes them.

    python3 make_loss_vectors.py > loss_vectors.h        (needs torch)

Every form of the loss: KLDivLoss summed over positions and divided by sequences (batchmean) or by
positions (tokenmean), with teachers' probabilities or logits averaged, at several temperatures.
"""
import textwrap

import torch
import torch.nn.functional as F

B, S, V = 2, 2, 7
ALPHA = 0.5
torch.manual_seed(7)
torch.set_default_dtype(torch.float64)


def drawn(scale):
    return (torch.randn(B * S, V) * scale).float().double()


logits, teachers = drawn(2), [drawn(3), drawn(1.5), drawn(2)]
weights = [0.5, 0.25, 0.25]
target = torch.randint(V, (B * S,))
target[S - 1 :: S] = -1  # the last position of a sequence predicts nothing


def soft_target(mix, count, temperature):
    share = [w / sum(weights[:count]) for w in weights[:count]]
    if mix == "LOGITS":
        return F.softmax(sum(w * t for w, t in zip(share, teachers)) / temperature, -1)
    return sum(w * F.softmax(t / temperature, -1) for w, t in zip(share, teachers))


def torch_loss(z, mix, count, temperature, reduction):
    hard = F.cross_entropy(z, target, ignore_index=-1)
    if count == 0:
        return hard
    log_p = F.log_softmax(z / temperature, -1)
    q = soft_target(mix, count, temperature)
    if reduction == "batchmean":
        log_p, q = log_p.view(B, S, V), q.view(B, S, V)
    divergence = torch.nn.KLDivLoss(reduction="batchmean")(log_p, q)
    return ALPHA * hard + (1 - ALPHA) * temperature**2 * divergence


def literal(x, suffix):
    text = f"{x:.9g}"
    return text + ("" if any(c in text for c in ".e") else ".0") + suffix


def numbers(tensor, suffix=""):
    return textwrap.fill(", ".join(literal(x, suffix) for x in tensor.flatten().tolist()), 92,
                         initial_indent="    ", subsequent_indent="    ")


def array(name, size, tensor):
    print(f"static const float {name}[{size}] = {{\n{numbers(tensor, 'f')},\n}};\n")


def forms():
    yield "PROBABILITIES", 0, 1, "tokenmean"
    for reduction in ("batchmean", "tokenmean"):
        for mix in ("PROBABILITIES", "LOGITS"):
            for count in (1, 2, 3):
                for temperature in (1, 2, 3.5):
                    yield mix, count, temperature, reduction


print("// loss_vectors.h was written by make_loss_vectors.py: losses and gradients of PyTorch.")
print("// clang-format off")
print("#ifndef CRIA_TESTS_CPU_LOSS_VECTORS_H\n#define CRIA_TESTS_CPU_LOSS_VECTORS_H\n")
print('#include "tensor/op.h"\n')
print(f"enum {{ LOSS_ROWS = {B * S}, LOSS_COLS = {V}, LOSS_TEACHERS = {len(teachers)} }};\n")
array("loss_logits", "LOSS_ROWS * LOSS_COLS", logits)
array("loss_teachers", "LOSS_TEACHERS * LOSS_ROWS * LOSS_COLS", torch.stack(teachers))
print(f"static const int32_t loss_target[LOSS_ROWS] = {{{', '.join(map(str, target.tolist()))}}};\n")
print("typedef struct loss_vector {\n    cria_mix mix;\n    int teachers;")
print("    float temperature, scale[2], weight[LOSS_TEACHERS];\n    double loss;")
print("    double gradient[LOSS_ROWS * LOSS_COLS];\n} loss_vector;\n")
print("static const loss_vector loss_vectors[] = {")
for mix, count, temperature, reduction in forms():
    z = logits.clone().requires_grad_()
    loss = torch_loss(z, mix, count, temperature, reduction)
    loss.backward()
    kd = (1 - ALPHA) * temperature**2 / (B if reduction == "batchmean" else B * S)
    ce = (ALPHA if count else 1) / (B * (S - 1))
    share = [w / sum(weights[:count]) for w in weights[:count]] + [0] * (3 - count)
    scales = [literal(x, "f") for x in (ce, kd)]
    shares = [literal(x, "f") for x in share]
    print(f"    {{CRIA_MIX_{mix}, {count}, {literal(temperature, 'f')}, // {reduction}")
    print(f"     {{{', '.join(scales)}}}, {{{', '.join(shares)}}}, {loss.item():.15g},")
    print(f"     {{\n{numbers(z.grad)}}}}},")
print("};\n\n#endif")
