#!/usr/bin/env python3
"""An examination on minimal pairs with transformers, held against `cria eval blimp`.

usage: blimp_reference.py CRIA MODEL DATA [--pairs N] [--protocol 2023,2024,2025] [--threads N]

Scores every pair of DATA/*.jsonl (or N of each file, spread over it, and all pairs of equal
sentences) under each protocol, runs `cria eval blimp --predictions` on the same pairs, and prints
how many decisions differ, ties aside, with their margins. A difference counts against cria where
the margin is 1e-3 nats or more; sums must agree to 1e-3 a sentence. Exit status 1 then.

The protocols, with t1..tn the ids of the scored text:
  2023  </s> in front of " " + sentence; sum over t1..tn
  2024  <s> in front of " " + sentence; sum over t1..tn
  2025  the sentence with what the tokenizer's own template adds; sum over all but the first id
Texts are batched by equal length, so nothing is padded.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import tokenizers
import torch
import transformers

CLOSE = 1e-3
BATCH_TOKENS = 4096


def read_pairs(folder, limit):
    """{file stem: [(line, good, bad)]}"""
    pairs = {}
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        rows = []
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                row = json.loads(line)
                rows.append((line, row["sentence_good"], row["sentence_bad"]))
        if limit and limit < len(rows):
            chosen = {i * len(rows) // limit for i in range(limit)}
            chosen |= {i for i, row in enumerate(rows) if row[1] == row[2]}
            rows = [rows[i] for i in sorted(chosen)]
        pairs[path.stem] = rows
    return pairs


def encode(tokenizer, config, protocol, sentence):
    if protocol == "2025":
        return tokenizer.encode(sentence).ids
    ids = tokenizer.encode(" " + sentence, add_special_tokens=False).ids
    context = config.eos_token_id
    if protocol == "2024" and config.bos_token_id is not None:
        context = config.bos_token_id
    return ids if ids[:1] == [context] and len(ids) > 1 else [context] + ids


@torch.inference_mode()
def score(model, texts):
    """The sum of log P(id | ids before) over all but the first id, for each distinct text."""
    by_length = collections.defaultdict(list)
    for ids in sorted(set(map(tuple, texts))):
        by_length[len(ids)].append(ids)
    sums = {}
    for length, group in by_length.items():
        step = max(1, BATCH_TOKENS // length)
        for at in range(0, len(group), step):
            batch = torch.tensor(group[at : at + step])
            logprob = model(batch).logits[:, :-1].double().log_softmax(-1)
            picked = logprob.gather(2, batch[:, 1:, None]).sum((1, 2))
            sums.update(zip(group[at : at + step], picked.tolist()))
    return sums


def run_cria(cria, model, folder, protocol, threads, out):
    started = time.monotonic()
    subprocess.run(
        [cria, "eval", "blimp", "--model", model, "--data", folder, "--protocol", protocol,
         "--predictions", out, "--threads", str(threads), "--quiet", "--json"],
        check=True, stdout=subprocess.DEVNULL)
    rows = [json.loads(line) for line in pathlib.Path(out).read_text().splitlines()]
    return rows, time.monotonic() - started


def compare(name, pairs, wanted, rows):
    """Prints one protocol's comparison; the number of faults."""
    wrong = ties = decisions = 0
    worst = 0.0
    close, clear = [], []
    flat = [(stem, pair) for stem in pairs for pair in pairs[stem]]
    if len(flat) != len(rows):
        print(f"{name}: {len(rows)} rows for {len(flat)} pairs")
        return 1
    for (stem, (_, good, bad)), (good_sum, bad_sum), row in zip(flat, wanted, rows):
        worst = max(worst, abs(row["good"] - good_sum), abs(row["bad"] - bad_sum))
        if good == bad:
            ties += 1
            wrong += row["good"] != row["bad"]
            continue
        decisions += 1
        margin, ours = good_sum - bad_sum, row["good"] - row["bad"]
        if (margin > 0) != (ours > 0):
            (close if abs(margin) < CLOSE else clear).append((margin, ours, stem, good))
    print(f"{name}: {decisions} pairs, {len(clear) + len(close)} decisions differ, "
          f"{len(close)} of them with a margin under {CLOSE}; {ties} pairs of equal sentences, "
          f"{wrong} of them no tie; largest difference of a sum {worst:.2e}")
    for margin, ours, stem, good in clear + close:
        print(f"  margin {margin:+.3e}, cria {ours:+.3e}: {stem}: {good!r}")
    return len(clear) + wrong + (worst > CLOSE)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cria")
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--protocol", default="2023,2024,2025")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    tokenizer = tokenizers.Tokenizer.from_file(str(pathlib.Path(args.model) / "tokenizer.json"))
    model = transformers.AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32)
    model.eval()
    pairs = read_pairs(args.data, args.pairs)
    faults = 0
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work) / "pairs"
        folder.mkdir()
        for stem, rows in pairs.items():
            (folder / f"{stem}.jsonl").write_text("".join(row[0] + "\n" for row in rows))
        for protocol in args.protocol.split(","):
            started = time.monotonic()
            texts = [[encode(tokenizer, model.config, protocol, text) for text in row[1:]]
                     for rows in pairs.values() for row in rows]
            sums = score(model, [ids for pair in texts for ids in pair])
            reference = time.monotonic() - started
            wanted = [[sums[tuple(ids)] for ids in pair] for pair in texts]
            rows, seconds = run_cria(args.cria, args.model, folder, protocol, args.threads,
                                     f"{work}/predictions.jsonl")
            faults += compare(f"{pathlib.Path(args.data).name} {protocol}", pairs, wanted, rows)
            print(f"  transformers {reference:.1f} s, cria {seconds:.1f} s with loading")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
