#!/usr/bin/env bash
# cria report, cria export and cria doctor as programs: what they print and their exit codes.
set -euo pipefail
cria=${CRIA:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "$1"
    exit 1
}

# fails_with CODE TEXT ARGUMENTS...: the command exits with CODE and says TEXT.
fails_with() {
    local code=0 wanted=$1 text=$2
    shift 2
    "$cria" "$@" >"$work/out" 2>"$work/err" || code=$?
    [ "$code" -eq "$wanted" ] || fail "cria $*: exit $code, expected $wanted: $(cat "$work/err")"
    grep -qF -- "$text" "$work/err" || fail "cria $*: no '$text' in: $(cat "$work/err")"
}

# report
mkdir -p "$work/run"
echo '{"recipe": "x", "title": "A title"}' >"$work/run/manifest.json"
"$cria" report -q "$work/run"
grep -q '<title>A title</title>' "$work/run/report.html" || fail "report.html has no title"
grep -q '^# A title$' "$work/run/report.md" || fail "report.md has no title"
"$cria" report -q "$work/run" --out "$work/elsewhere/page.html"
cmp "$work/run/report.md" "$work/elsewhere/page.md"
fails_with 2 'wants RUN' report
fails_with 4 'holds no finished run' report "$work/nowhere"

# doctor: the same findings as text and as JSON
"$cria" doctor >"$work/text"
"$cria" doctor --json >"$work/json"
for label in processor kernels 'matrix product' devices gnuplot libraries; do
    grep -q "^$label  *[^ ]" "$work/text" || fail "doctor does not tell: $label"
done
for key in processor instruction_set matrix_product devices memory_bytes threads; do
    grep -q "\"$key\": " "$work/json" || fail "doctor --json does not tell: $key"
done
CRIA_ISA=generic "$cria" doctor | grep -q '^kernels  *generic (CRIA_ISA)$' ||
    fail "doctor does not follow CRIA_ISA"
"$cria" doctor --threads 3 | grep -q '^threads  *3$' || fail "doctor does not follow --threads"

# export: a model of zeros, made by hand
model=$work/model
mkdir "$model"
cat >"$model/config.json" <<'END'
{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8,
 "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 16,
 "max_position_embeddings": 32, "rms_norm_eps": 1e-6, "hidden_act": "silu",
 "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
END
header='{' offset=0
add() { # NAME ROWS [COLUMNS]
    local count=$(($2 * ${3:-1})) shape="$2${3:+, $3}"
    header+="\"$1\": {\"dtype\": \"F32\", \"shape\": [$shape], \"data_offsets\": [$offset, "
    offset=$((offset + 4 * count))
    header+="$offset]}, "
}
add model.embed_tokens.weight 16 8
for part in q k v o; do add model.layers.0.self_attn.${part}_proj.weight 8 8; done
add model.layers.0.mlp.gate_proj.weight 16 8
add model.layers.0.mlp.up_proj.weight 16 8
add model.layers.0.mlp.down_proj.weight 8 16
add model.layers.0.input_layernorm.weight 8
add model.layers.0.post_attention_layernorm.weight 8
add model.norm.weight 8
add lm_head.weight 16 8
header="${header%, }}"
while [ $((${#header} % 8)) -ne 0 ]; do header+=' '; done
{
    printf "\\x$(printf %02x $((${#header} % 256)))\\x$(printf %02x $((${#header} / 256)))"
    printf '\0\0\0\0\0\0%s' "$header"
    head -c "$offset" /dev/zero
} >"$model/model.safetensors"

"$cria" export -q --model "$model" --out "$work/out1"
"$cria" export -q --model "$work/out1" --format hf --out "$work/out2"
for file in config.json model.safetensors; do
    cmp "$work/out1/$file" "$work/out2/$file" || fail "a second export differs in $file"
done
grep -q '"hidden_size": 8' "$work/out1/config.json" || fail "config.json lost the width"
[ ! -e "$work/out1.unfinished" ] || fail "an export left its working folder"
fails_with 2 'wants --model DIR and --out PATH' export
fails_with 2 'not there yet' export --model "$model" --format gguf --out "$work/gguf"
fails_with 2 'is already there' export --model "$model" --out "$work/out1"
fails_with 4 'loading' export --model "$work/nowhere" --out "$work/none"
[ ! -e "$work/none" ] || fail "a failed export left something"
echo "commands: ok"
