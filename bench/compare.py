#!/usr/bin/env python3
"""Compares cria with transformers and tokenizers on this machine.

usage: compare.py --cria PROGRAM --out DIR [--text FILE] [--data DIR] [options]

Measures a training step of the 58M student, a distillation step, tokenizer training and encoding
(with --text), generation at batch 1, and scoring of minimal pairs (with --data). Programs take
turns, each measurement in a process of its own; medians with the extremes. Writes DIR/rows.jsonl
and DIR/table.md. Run it on a machine that does nothing else.

"tuned" variants give the Python side jemalloc with huge pages, and torch.compile; one is left
out, saying so, where jemalloc or a C++ compiler is missing. The plain ones are as pip installs
them. "full" adds the teachers of the full recipe: about a thousand million parameters.
"""

import argparse
import datetime
import glob
import importlib.util
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
FULL_TEACHERS = ["gpt2-705m", "llama-360m"]
SMALL_TEACHERS = ["llama-16m", "llama-16m"]


def run(command, environment, out=None):
    """(seconds, peak MiB, stdout) of a process."""
    with tempfile.TemporaryFile() as file:
        began = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command],
                                 env={**os.environ, **environment}, stdout=out or file)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{command[:3]} ended with {child.returncode}")
        file.seek(0)
        return seconds, usage.ru_maxrss / 1024, file.read().decode()


class Bench:
    def __init__(self, args):
        self.args = args
        self.cria = str(pathlib.Path(args.cria).resolve())
        self.rows = []

    # ---- the two sides

    def environment(self, threads, tuned=False):
        made = {"OMP_NUM_THREADS": str(threads), "RAYON_NUM_THREADS": str(threads),
                "MKL_NUM_THREADS": str(threads), "TRANSFORMERS_OFFLINE": "1"}
        made["TOKENIZERS_PARALLELISM"] = "true" if threads > 1 else "false"
        if tuned:
            made["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"
            if jemalloc():
                made |= {"LD_PRELOAD": jemalloc(), "MALLOC_CONF": "thp:always"}
        return made

    def python(self, name, threads, tuned=False, **settings):
        settings["threads"] = threads
        _, peak, text = run([sys.executable, HERE / "baseline.py", name, json.dumps(settings)],
                            self.environment(threads, tuned))
        return json.loads(text.splitlines()[-1]) | {"peak_mib": peak}

    def cria_bench(self, unit, threads, *arguments):
        _, peak, text = run([self.cria, "bench", *arguments, "--threads", threads, "--json",
                             "--quiet"], {})
        found = [row for row in map(json.loads, text.splitlines()) if row["unit"] == unit]
        return {"samples": [row["value"] for row in found], "names": [r["name"] for r in found],
                "unit": unit, "peak_mib": peak}

    # ---- taking turns

    def turns(self, subject, what, threads, sides):
        """sides: {name: function}. Each runs once a round; a side that fails is left out."""
        samples, peaks, unit = {}, {}, ""
        for number in range(self.args.rounds):
            for side, measure in sides.items():
                if samples.get(side) is False:
                    continue
                try:
                    got = measure()
                except RuntimeError as error:
                    print(f"  {subject}, {side}: {error}", file=sys.stderr)
                    samples[side] = False
                    continue
                samples.setdefault(side, []).append(statistics.median(got["samples"]))
                peaks[side] = max(peaks.get(side, 0), got["peak_mib"])
                unit = got["unit"]
                print(f"  {subject} {what}, {threads} threads, round {number + 1}: {side} "
                      f"{samples[side][-1]:.4g} {unit}", file=sys.stderr, flush=True)
        for side, values in samples.items():
            if values:
                self.rows.append(dict(
                    subject=subject, what=what, program=side, unit=unit, threads=threads,
                    median=statistics.median(values), min=min(values), max=max(values),
                    repetitions=len(values), samples=values, peak_mib=round(peaks[side], 1)))

    # ---- the subjects

    def step(self, threads):
        a = self.args
        shape = dict(model=a.model, batch=a.batch, length=a.length, repeat=a.steps)
        sides = {
            "cria": lambda: self.cria_bench("tokens/s", threads, "step", "--model", a.model,
                                            "--batch-size", a.batch, "--sequence-length",
                                            a.length, "--repeat", a.steps),
            "transformers": lambda: self.python("step", threads, **shape)}
        if a.tuned and jemalloc():
            sides["transformers, allocator"] = lambda: self.python("step", threads, True, **shape)
        if a.tuned and compiler():
            sides["transformers, compiled"] = lambda: self.python(
                "step", threads, True, compile=True, **shape)
        self.turns("training step", f"{a.model}, {a.batch} x {a.length}", threads, sides)

    def distill(self, threads):
        for teachers in [SMALL_TEACHERS] + ([FULL_TEACHERS] if self.args.full else []):
            self.distill_with(threads, teachers)

    def distill_with(self, threads, teachers):
        a = self.args
        named = [word for name in teachers for word in ("--teacher-model", name)]
        cached = {}

        def cria():
            got = self.cria_bench("tokens/s", threads, "distill", *named, "--model", a.model,
                                  "--batch-size", a.batch, "--sequence-length", a.length,
                                  "--repeat", a.steps)
            both = dict(zip(got["names"], got["samples"]))
            cached.update(got, samples=[both["distill cached"]])
            return got | {"samples": [both["distill"]]}

        def with_cache():
            if not cached:
                raise RuntimeError("measured with cria, which failed")
            return cached

        self.turns("distillation step", " + ".join(teachers), threads, {
            "cria": cria,
            "cria, teachers cached": with_cache,
            "transformers": lambda: self.python(
                "step", threads, model=a.model, batch=a.batch, length=a.length, repeat=a.steps,
                teachers=teachers)})

    def tokenizer(self, threads):
        text, work = self.args.text, self.work
        mb = os.path.getsize(text) / 1e6

        def cria(*command):
            seconds, peak, _ = run([self.cria, *command, "--threads", threads, "--quiet", text],
                                   {})
            return {"samples": [seconds], "unit": "s", "peak_mib": peak}

        self.turns("tokenizer training", f"{mb:.1f} MB, 16,000 tokens", threads, {
            "cria": lambda: cria("tokenizer", "train", "--out", work / "cria.json"),
            "tokenizers": lambda: self.python("tokenizer_train", threads, text=text, vocab=16000,
                                              out=str(work / "tokenizers.json"))})
        self.turns("encoding a file", f"{mb:.1f} MB", threads, {
            "cria": lambda: cria("pack", "--tokenizer", work / "cria.json", "--out",
                                 work / "tokens.safetensors"),
            "tokenizers": lambda: self.python("tokenizer_encode", threads, text=text,
                                              tokenizer=str(work / "cria.json"))})
        same = vocabulary(work / "cria.json") == vocabulary(work / "tokenizers.json")
        print(f"  vocabularies and merges {'are the same' if same else 'DIFFER'}",
              file=sys.stderr)
        self.notes["vocabularies"] = "the same" if same else "different"

    def generate(self, threads):
        a = self.args
        self.turns("generation", f"{a.model}, one text of 128 tokens", threads, {
            "cria": lambda: self.cria_bench("tokens/s", threads, "generate", "--model", a.model,
                                            "--max-tokens", 128, "--repeat", a.steps),
            "transformers": lambda: self.python("generate", threads, model=a.model, tokens=128,
                                                repeat=a.steps)})

    def blimp(self, threads):
        a, model = self.args, self.work / "model"
        if not model.exists():
            text = self.work / "sentences.txt"
            text.write_text(self.args.text and pathlib.Path(self.args.text).read_text() or "".join(
                path.read_text() for path in sorted(pathlib.Path(a.data).glob("*.jsonl"))))
            run([self.cria, "tokenizer", "train", "--quiet", "--out", self.work / "t.json", text],
                {})
            self.python("make_model", threads, model=a.model, out=str(model),
                        tokenizer=str(self.work / "t.json"))
        self.turns("minimal pairs", f"{a.model}, {a.pairs} pairs of each file", threads, {
            "cria": lambda: self.cria_bench("pairs/s", threads, "blimp", "--model", model,
                                            "--data", a.data, "--pairs", a.pairs, "--repeat", 1),
            "transformers": lambda: self.python("blimp", threads, model=str(model), data=a.data,
                                                pairs=a.pairs, repeat=1)})

    # ---- all of it

    def measure(self):
        a = self.args
        subjects = dict(step=self.step, distill=self.distill, generate=self.generate,
                        tokenizer=self.tokenizer if a.text else None,
                        blimp=self.blimp if a.data else None)
        chosen = a.only.split(",") if a.only else list(subjects)
        if unknown := set(chosen) - set(subjects):
            sys.exit(f"compare.py: --only knows {', '.join(subjects)}, not {', '.join(unknown)}")
        look_for_peers(self.cria, a.tuned)
        self.notes = machine() | self.python("versions", 1)["notes"]
        self.notes |= {"cria": run([self.cria, "--version"], {})[2].strip(),
                       "load_before": os.getloadavg()[0]}
        print(json.dumps(self.notes, indent=1), file=sys.stderr)
        with tempfile.TemporaryDirectory() as work:
            self.work = pathlib.Path(work)
            for name in chosen:
                if not subjects[name]:
                    print(f"{name}: skipped, it needs --text or --data", file=sys.stderr)
                    continue
                for threads in map(int, a.threads.split(",")):
                    subjects[name](threads)
        self.notes["load_after"] = os.getloadavg()[0]

    def write(self):
        out = pathlib.Path(self.args.out)
        out.mkdir(parents=True, exist_ok=True)
        with (out / "rows.jsonl").open("w") as file:
            print(json.dumps({"machine": self.notes}), file=file)
            for row in self.rows:
                print(json.dumps(row), file=file)
        (out / "table.md").write_text(table(self.notes, self.rows))
        print((out / "table.md").read_text())


def vocabulary(path):
    model = json.loads(pathlib.Path(path).read_text())["model"]
    merges = [tuple(m.split(" ")) if isinstance(m, str) else tuple(m) for m in model["merges"]]
    return model["vocab"], merges


def jemalloc():
    found = sorted(glob.glob("/usr/lib/*/libjemalloc.so*"))
    return found[0] if found else ""


def compiler():
    """What torch.compile calls; "" if it is not there."""
    return shutil.which(os.environ.get("CXX", "g++")) or ""


def look_for_peers(cria, tuned):
    """Ends the program where a peer is missing; says which tuned variants are left out."""
    if not os.access(cria, os.X_OK):
        sys.exit(f"compare.py: no program at {cria}; build it, or name it with --cria")
    missing = [name for name in ("torch", "transformers", "tokenizers")
               if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"compare.py: {sys.executable} lacks {', '.join(missing)}; ./check --live makes "
                 "build/python/bin/python, which has them")
    if tuned and not jemalloc():
        print("transformers, allocator: left out, no jemalloc under /usr/lib", file=sys.stderr)
    if tuned and not compiler():
        print("transformers, compiled: left out, torch.compile needs g++ (or CXX)",
              file=sys.stderr)


def command_line(*command):
    if not shutil.which(command[0]):
        return ""
    made = subprocess.run(command, capture_output=True, text=True, cwd=HERE)
    return made.stdout.strip()


def machine():
    cpu = {}
    for line in command_line("lscpu").splitlines():
        key, _, value = line.partition(":")
        cpu[key.strip()] = value.strip()
    return {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "commit": command_line("git", "rev-parse", "--short", "HEAD"),
            "changed_files": len(command_line("git", "status", "--porcelain").splitlines()),
            "processor": cpu.get("Model name", platform.processor()),
            "cores": len(os.sched_getaffinity(0)),
            "threads_per_core": cpu.get("Thread(s) per core", "?"),
            "system": f"{platform.system()} {platform.machine()}, {platform.libc_ver()[0]} {platform.libc_ver()[1]}", "jemalloc": jemalloc() or "not installed"}


FASTER_IS_LESS = {"s"}


def table(notes, rows):
    lines = ["# cria beside transformers and tokenizers", ""]
    lines += [f"- {key.replace('_', ' ')}: {value}" for key, value in notes.items()]
    lines += ["", "Medians with the extremes; programs took turns. \"cria is\": cria's speed "
              "against the program of the row.", "",
              "| measurement | threads | program | median | min | max | unit | cria is | "
              "peak MiB |", "|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        base = next((r["median"] for r in rows if r["program"] == "cria" and all(
            r[key] == row[key] for key in ("subject", "what", "threads"))), None)
        ratio = ""
        if base and row["program"] != "cria":
            quick = row["median"] / base if row["unit"] in FASTER_IS_LESS else base / row["median"]
            ratio = f"{quick:.2f} x as fast"
        lines.append(f"| {row['subject']}, {row['what']} | {row['threads']} | {row['program']} | "
                     f"{row['median']:.4g} | {row['min']:.4g} | {row['max']:.4g} | {row['unit']} "
                     f"| {ratio} | {row['peak_mib']:.0f} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cria", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--text", help="plain text for the tokenizer")
    parser.add_argument("--data", help="directory of minimal pairs")
    parser.add_argument("--threads", default=str(len(os.sched_getaffinity(0))),
                        help="numbers of threads, with commas")
    parser.add_argument("--only", help="step,distill,generate,tokenizer,blimp")
    parser.add_argument("--model", default="babyllama-58m")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--pairs", type=int, default=15, help="pairs of each file")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each program")
    parser.add_argument("--steps", type=int, default=3, help="repetitions in one turn")
    parser.add_argument("--full", action="store_true", help="also the recipe's own teachers")
    parser.add_argument("--tuned", action="store_true", help="also the tuned variants")
    bench = Bench(parser.parse_args())
    bench.measure()
    bench.write()


if __name__ == "__main__":
    main()
