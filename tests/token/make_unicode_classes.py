#!/usr/bin/env python3
"""Writes src/token/unicode_classes.c, the character table of the tokenizer.

usage: make_unicode_classes.py > src/token/unicode_classes.c

The classes (letter, number, white space) and the set of characters that the normaliser knows are
asked, one code point at a time, from the Hugging Face tokenizers library, whose results are to be
matched; its two parts follow different Unicode versions. Which characters normalisation never
touches comes from Python's unicodedata (Unicode 13 or later).
"""

import sys
import unicodedata

from tokenizers import __version__, normalizers, pre_tokenizers

LETTER, NUMBER, SPACE = 1, 2, 3
NFC_INERT, NFKC_INERT, BARRIER = 4, 8, 16
BLOCK = 128


def scalars():
    return (c for c in range(0x110000) if not 0xD800 <= c < 0xE000)


def class_of(split, ch):
    one = lambda text: len(split.pre_tokenize_str(text)) == 1
    return LETTER if one("x" + ch) else NUMBER if one("1" + ch) else 0 if one("!" + ch) else SPACE


def compositions():
    """(first, second, composed) of every canonical pair, without Hangul."""
    for c in scalars():
        parts = unicodedata.decomposition(chr(c)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            yield chr(int(parts[0], 16)), chr(int(parts[1], 16)), chr(c)


def barriers(nfc, nfd, nfkd):
    """Characters that the library's normaliser takes for unassigned."""
    found = set()
    for c in scalars():
        ch = chr(c)
        combining = unicodedata.combining(ch)
        unordered = (combining > 1 and nfd("a" + ch + "\u0334") == "a" + ch + "\u0334") or (
            0 < combining < 240 and nfd("a\u0345" + ch) == "a\u0345" + ch)
        if unicodedata.category(ch) == "Cn" or unordered or (
                nfkd(ch) != unicodedata.normalize("NFKD", ch)):
            found.add(ch)
    for first, second, composed in compositions():
        if unicodedata.normalize("NFC", composed) == composed and nfc(first + second) != composed:
            found.update((first, second, composed))
    return found


def main():
    split = pre_tokenizers.ByteLevel(add_prefix_space=False)
    nfc, nfd, nfkd = (f().normalize_str for f in (normalizers.NFC, normalizers.NFD,
                                                  normalizers.NFKD))
    unknown = barriers(nfc, nfd, nfkd)
    seconds = {second for _, second, _ in compositions()}
    seconds.update(map(chr, [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]))
    table = bytearray(0x110000)
    for c in scalars():
        ch = chr(c)
        bits = class_of(split, ch)
        if ch in unknown:
            bits |= NFC_INERT | NFKC_INERT | BARRIER
        elif not unicodedata.combining(ch) and ch not in seconds:
            bits |= NFC_INERT if unicodedata.normalize("NFC", ch) == ch else 0
            bits |= NFKC_INERT if unicodedata.normalize("NFKC", ch) == ch else 0
        table[c] = bits
    blocks, index = {}, []
    for start in range(0, 0x110000, BLOCK):
        index.append(blocks.setdefault(bytes(table[start:start + BLOCK]), len(blocks)))
    assert len(blocks) <= 0xFFFF

    def rows(values, per):
        return "".join("    " + ", ".join(map(str, values[i:i + per])) + ",\n"
                       for i in range(0, len(values), per))

    sys.stdout.write(
        "// unicode_classes.c owns the character table of the tokenizer (unicode_classes.h).\n"
        "// Made by tests/token/make_unicode_classes.py with tokenizers %s and Unicode %s data;\n"
        "// not to be edited by hand.\n"
        "// clang-format off\n"
        '#include "token/unicode_classes.h"\n\n'
        "const uint16_t cria_unicode_block[%d] = {\n%s};\n\n"
        "const uint8_t cria_unicode_bits[%d] = {\n%s};\n"
        % (__version__, unicodedata.unidata_version, len(index), rows(index, 16),
           len(blocks) * BLOCK, rows(b"".join(blocks), 24)))


main()
