#!/usr/bin/env python3
"""Holds freshly made vectors against the committed ones.

usage: compare_vectors.py COMMITTED FRESH      (needs numpy)

Two *.safetensors files, or two headers of numbers. Equal bytes are best. Otherwise everything
that is no real number must be the same, and no number may differ by more than 1e-6 of the
largest of its tensor (of itself, in a header): PyTorch's last bits change with its version and
with the processor. Prints the largest difference; exit status 1 when something differs more.
"""

import json
import pathlib
import re
import struct
import sys

import numpy

TOLERANCE = 1e-6
NUMBER = re.compile(r"(?<![A-Za-z_])[-+]?[0-9]+\.?[0-9]*(?:e[-+]?[0-9]+)?")
# What a newer transformers writes into config.json, and no model's numbers depend on.
INCIDENTAL = {"transformers_version"}


class Difference(Exception):
    pass


def header(path):
    data = path.read_bytes()
    return json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])


def config(found):
    made = json.loads(found["__metadata__"]["config"])
    return {key: value for key, value in made.items() if key not in INCIDENTAL}


def tensors(path):
    """{name: (type, array)}; types of two bytes come as their bits, which must be equal."""
    data, found = path.read_bytes(), header(path)
    base = 8 + struct.unpack("<Q", data[:8])[0]
    kinds = {"F32": "<f4", "F16": "<u2", "BF16": "<u2", "I32": "<i4"}
    out = {}
    for name, row in found.items():
        if name != "__metadata__":
            start, end = row["data_offsets"]
            out[name] = numpy.frombuffer(data[base + start : base + end], kinds[row["dtype"]])
            out[name] = (row["dtype"], out[name].reshape(row["shape"]))
    return out


def distance(name, committed, fresh):
    """The largest difference, as a share of the largest value; NaN counts as infinite."""
    if committed.dtype.kind != "f":
        if not numpy.array_equal(committed, fresh):
            raise Difference(f"{name}: other exact values")
        return 0.0
    if not numpy.isfinite(fresh).all():
        return float("inf")
    largest = numpy.abs(committed).max(initial=0)
    return float(numpy.abs(committed.astype("f8") - fresh).max(initial=0) / (largest or 1))


def shapes(found):
    return {name: (kind, array.shape) for name, (kind, array) in found.items()}


def safetensors_distances(committed, fresh):
    if config(header(committed)) != config(header(fresh)):
        raise Difference("another configuration")
    old, new = tensors(committed), tensors(fresh)
    if shapes(old) != shapes(new):
        raise Difference("other tensors")
    for name in old:
        yield name, distance(name, old[name][1], new[name][1])


def header_distances(committed, fresh):
    old, new = committed.read_text(), fresh.read_text()
    if NUMBER.sub("0", " ".join(old.split())) != NUMBER.sub("0", " ".join(new.split())):
        raise Difference("other words around the numbers")
    for number, (a, b) in enumerate(zip(NUMBER.findall(old), NUMBER.findall(new))):
        yield f"number {number + 1}", abs(float(a) - float(b)) / max(abs(float(a)), 1e-30)


def compare(committed, fresh):
    """(what to print, whether it is close enough)"""
    if committed.read_bytes() == fresh.read_bytes():
        return "equal bytes", True
    kind = safetensors_distances if committed.suffix == ".safetensors" else header_distances
    try:
        worst, name = max((d, n) for n, d in kind(committed, fresh))
    except Difference as difference:
        return str(difference), False
    if worst == 0:
        return "equal numbers", True
    good = worst <= TOLERANCE
    words = f"largest difference {worst:.2e}, in {name}"
    return words if good else f"{words}: more than {TOLERANCE:g}", good


def main():
    committed, fresh = map(pathlib.Path, sys.argv[1:])
    words, good = compare(committed, fresh)
    print(f"{committed.name}: {words}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
