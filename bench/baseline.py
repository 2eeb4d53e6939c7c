#!/usr/bin/env python3
"""The other side of bench/compare.py: one measurement with transformers, tokenizers and torch.

usage: baseline.py NAME JSON-SETTINGS

Prints one JSON object: samples (rates), unit, and notes on what was used. One process measures
one thing once, so that compare.py can take turns between programs.
"""

import json
import os
import pathlib
import sys
import time

SHAPES = {
    "babyllama-58m": ("llama", dict(width=512, inner=1024, layers=16, heads=8)),
    "llama-360m": ("llama", dict(width=1024, inner=3072, layers=24, heads=8)),
    "llama-16m": ("llama", dict(width=256, inner=1024, layers=8, heads=8)),
    "gpt2-705m": ("gpt2", dict(width=1536, inner=6144, layers=24, heads=16)),
}


def build(name, vocab=16000):
    import torch
    import transformers

    kind, s = SHAPES[name]
    shared = dict(vocab_size=vocab, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    if kind == "llama":
        config = transformers.LlamaConfig(
            hidden_size=s["width"], intermediate_size=s["inner"], num_hidden_layers=s["layers"],
            num_attention_heads=s["heads"], max_position_embeddings=256,
            tie_word_embeddings=False, **shared)
    else:
        config = transformers.GPT2Config(
            n_embd=s["width"], n_layer=s["layers"], n_head=s["heads"], n_positions=256, **shared)
    torch.manual_seed(1)
    return transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32)


def start(settings):
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(settings["threads"])
    return torch


def optimizer_of(torch, model, notes):
    try:
        made = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.1, fused=True)
        notes["optimizer"] = "AdamW, fused"
    except (RuntimeError, ValueError):
        made = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.1)
        notes["optimizer"] = "AdamW"
    return made


def distillation_loss(torch, logits, labels, teachers, ids):
    """alpha = 1/2, temperature 2, averaged probabilities, divergence summed over positions."""
    heat = 2.0
    with torch.no_grad():
        soft = sum((teacher(ids).logits / heat).softmax(-1) for teacher in teachers)
        soft /= len(teachers)
    hard = torch.nn.functional.cross_entropy(
        logits[:, :-1].reshape(-1, logits.shape[-1]), labels[:, 1:].reshape(-1))
    divergence = torch.nn.functional.kl_div(
        (logits / heat).log_softmax(-1), soft, reduction="batchmean")
    return 0.5 * hard + 0.5 * heat * heat * divergence


def step(settings):
    torch = start(settings)
    notes = {}
    model = build(settings["model"])
    model.train()
    teachers = [build(name).eval() for name in settings.get("teachers", [])]
    optimizer = optimizer_of(torch, model, notes)
    call = model
    if settings.get("compile"):
        call = torch.compile(model)
        notes["compile"] = True
    ids = torch.randint(0, 16000, (settings["batch"], settings["length"]))

    def one():
        optimizer.zero_grad(set_to_none=True)
        if teachers:
            loss = distillation_loss(torch, call(ids).logits, ids, teachers, ids)
        else:
            loss = call(ids, labels=ids).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.item()

    one()
    samples = []
    for _ in range(settings["repeat"]):
        began = time.perf_counter()
        one()
        samples.append(ids.numel() / (time.perf_counter() - began))
    return samples, "tokens/s", notes


def new_tokenizer():
    import tokenizers
    from tokenizers import models, normalizers, pre_tokenizers, decoders

    made = tokenizers.Tokenizer(models.BPE())
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    made.decoder = decoders.ByteLevel()
    return made


def tokenizer_train(settings):
    from tokenizers import pre_tokenizers, trainers

    made = new_tokenizer()
    trainer = trainers.BpeTrainer(
        vocab_size=settings["vocab"], min_frequency=2, show_progress=False,
        special_tokens=["<pad>", "<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    began = time.perf_counter()
    made.train([settings["text"]], trainer)
    seconds = time.perf_counter() - began
    if settings.get("out"):
        made.save(settings["out"])
    return [seconds], "s", {}


def tokenizer_encode(settings):
    import tokenizers

    made = tokenizers.Tokenizer.from_file(settings["tokenizer"])
    began = time.perf_counter()
    lines = pathlib.Path(settings["text"]).read_text(encoding="utf-8").splitlines(keepends=True)
    ids = []
    for at in range(0, len(lines), 1024):
        for encoding in made.encode_batch_fast(lines[at : at + 1024]):
            ids.extend(encoding.ids)
    return [time.perf_counter() - began], "s", {"tokens": len(ids)}


def generate(settings):
    torch = start(settings)
    model = build(settings["model"]).eval()
    count = settings["tokens"]

    def one():
        return model.generate(torch.tensor([[1]]), do_sample=True, temperature=0.7, top_k=50,
                              top_p=0.95, min_new_tokens=count - 1, max_new_tokens=count - 1)

    one()
    samples = []
    for _ in range(settings["repeat"]):
        began = time.perf_counter()
        made = one()
        samples.append((made.shape[1] - 1) / (time.perf_counter() - began))
    return samples, "tokens/s", {}


def read_pairs(folder, limit):
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[: limit or None]:
            row = json.loads(line)
            yield row["sentence_good"], row["sentence_bad"]


def blimp(settings):
    """Sentences sorted by length, in batches without padding; every distinct one once."""
    torch = start(settings)
    import tokenizers
    import transformers

    encoder = tokenizers.Tokenizer.from_file(str(pathlib.Path(settings["model"], "tokenizer.json")))
    model = transformers.AutoModelForCausalLM.from_pretrained(settings["model"]).eval()
    pairs = list(read_pairs(settings["data"], settings["pairs"]))
    samples = []
    for _ in range(settings["repeat"]):
        began = time.perf_counter()
        texts = [tuple([1] + encoder.encode(" " + text, add_special_tokens=False).ids)
                 for pair in pairs for text in pair]
        sums = score(torch, model, sorted(set(texts), key=len))
        right = sum(sums[texts[i]] >= sums[texts[i + 1]] for i in range(0, len(texts), 2))
        samples.append(len(pairs) / (time.perf_counter() - began))
    return samples, "pairs/s", {"right": right, "pairs": len(pairs)}


def score(torch, model, texts):
    sums, at = {}, 0
    with torch.inference_mode():
        while at < len(texts):
            end = at
            while end < len(texts) and end - at < 128 and len(texts[end]) == len(texts[at]):
                end += 1
            batch = torch.tensor(texts[at:end])
            logprob = model(batch).logits[:, :-1].log_softmax(-1)
            picked = logprob.gather(2, batch[:, 1:, None]).sum((1, 2))
            sums.update(zip(texts[at:end], picked.tolist()))
            at = end
    return sums


def make_model(settings):
    start(settings)
    out = pathlib.Path(settings["out"])
    build(settings["model"]).save_pretrained(out)
    (out / "tokenizer.json").write_bytes(pathlib.Path(settings["tokenizer"]).read_bytes())
    return [0], "", {}


def versions(settings):
    torch = start(settings)
    import tokenizers
    import transformers

    return [0], "", {
        "torch": torch.__version__, "transformers": transformers.__version__,
        "tokenizers": tokenizers.__version__, "python": sys.version.split()[0],
        "torch_capability": torch.backends.cpu.get_cpu_capability(),
        "torch_onednn": torch.backends.mkldnn.is_available(),
        "torch_mkl": torch.backends.mkl.is_available(),
        "torch_build": "; ".join(line.strip(" -") for line in torch.__config__.show().split("\n")
                                 if "MKL" in line and "Build settings" not in line)}


NAMES = dict(step=step, tokenizer_train=tokenizer_train, tokenizer_encode=tokenizer_encode,
             generate=generate, blimp=blimp, make_model=make_model, versions=versions)

if __name__ == "__main__":
    values, unit, notes = NAMES[sys.argv[1]](json.loads(sys.argv[2]))
    print(json.dumps({"samples": values, "unit": unit, "notes": notes}))
