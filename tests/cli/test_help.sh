#!/usr/bin/env bash
# The command line's manners: every command has help with a working example's shape, and each kind
# of mistake has its exit code and one line on stderr that names the fault.
set -euo pipefail
cria=${CRIA:?the program to test}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
faults=0
fault() { echo "FAULT: $*"; faults=$((faults + 1)); }

# expect CODE WORDS COMMAND...: exit code, nothing on stdout, words in one line on stderr.
expect() {
    local code=$1 words=$2 got=0
    shift 2
    "$@" >out 2>err </dev/null || got=$?
    [ "$got" -eq "$code" ] || fault "exit code $got, expected $code: $* ($(cat err))"
    [ ! -s out ] || fault "writes to stdout: $*"
    [ "$(wc -l <err)" -eq 1 ] || fault "$(wc -l <err) lines on stderr: $*"
    grep -qF -- "$words" err || fault "does not say '$words': $* ($(cat err))"
}

# ---- help

"$cria" help >overview
"$cria" | cmp - overview || fault "cria alone is not cria help"
"$cria" --help | cmp - overview || fault "cria --help is not cria help"
"$cria" --version | grep -qE '^cria [0-9]+\.[0-9]+\.[0-9]+$' || fault "--version"
# Names are two blanks in and end at two blanks.
sed -n '/^commands:/,/^$/s/^  \([a-z ]*[a-z]\)  .*/\1/p' overview >commands
[ "$(wc -l <commands)" -ge 10 ] || fault "the overview lists too few commands"

while read -r name; do
    "$cria" help $name >help 2>err || fault "help $name fails"
    [ ! -s err ] || fault "help $name writes to stderr"
    "$cria" $name --help | cmp - help || fault "$name --help is not help $name"
    ! grep -E '^[^ ].{80}' help || fault "help $name has lines over 80 columns"
    grep -q "^usage: cria $name " help || fault "help $name has no usage"
    example=$(sed -n '/^example:/,$p' help | tail -n +2)
    grep -q "cria $name" <<<"$example" || fault "help $name has no example of it"
    for flag in $(grep -oE -- '--[a-z][a-z0-9-]*' <<<"$example"); do
        grep -qE -- "^ .*$flag( |\$)" <(sed '/^example:/,$d' help) ||
            fault "the example of $name uses $flag, which it does not have"
    done
    # Environment and defaults are sound: the settings can be printed.
    "$cria" $name --print-config >/dev/null 2>err || fault "$name --print-config: $(cat err)"
    expect 2 "--no-such-option" "$cria" $name --no-such-option
done <commands
"$cria" help --man >manual
grep -q '^\.Dt CRIA 1' manual || fault "help --man is no manual page"

# ---- the guide: every command, and every option of a recipe's sections

guide=${CRIA_TEST_SOURCE:?}/docs/user-guide.md
while read -r name; do
    grep -q "^| \`$name\` |" "$guide" || fault "the user guide does not have $name"
done <commands
for document in "$guide" "$CRIA_TEST_SOURCE/README.md"; do
    while read -r name; do
        "$cria" help $name >help
        for flag in $(grep -ohE "cria $name [^\`|#]*" "$document" | grep -oE -- '--[a-z][a-z0-9-]*' | sort -u); do
            grep -qE -- "^ .*$flag( |\$)" <(sed '/^example:/,$d' help) ||
                fault "$(basename "$document") uses cria $name $flag, which it does not have"
        done
    done <commands
done
for name in clean split "tokenizer train" distill; do
    for key in $("$cria" $name --print-config | awk '{print $1}'); do
        [ "$key" = quiet ] || [ "$key" = verbose ] || # -q, -v
            grep -qE -- "\`${key//-/_}\`|--$key\b" "$guide" ||
            fault "the user guide does not have the option $key of $name"
    done
done

# ---- usage: 2

expect 2 "evall" "$cria" evall
expect 2 "did you mean --model" "$cria" generate --modle x
expect 2 "did you mean --temperature" "$cria" generate --temprature 1
expect 2 "--top-k" "$cria" generate --top-k many
expect 2 "--top-p" "$cria" generate --top-p 2
expect 2 "--protocol" "$cria" eval blimp --protocol 1066
expect 2 "FILE" "$cria" tokenizer train
expect 2 "--model" "$cria" generate --prompt x
expect 2 "--data" "$cria" eval blimp
expect 2 "CRIA_TEMPERATURE" env CRIA_TEMPERATURE=hot "$cria" generate

# ---- a file that is not there: 4

expect 4 "absent" "$cria" generate --model absent --prompt x
expect 4 "absent" "$cria" score --model absent
expect 4 "absent" "$cria" eval blimp --model absent --data absent
expect 4 "absent" "$cria" run absent.yaml
expect 4 "absent" "$cria" clean --out articles.jsonl absent.jsonl
expect 4 "absent" "$cria" split --in absent.jsonl --out .
expect 4 "absent" "$cria" tokenizer encode --tokenizer absent.json
expect 4 "absent" "$cria" pack --tokenizer absent.json --out x absent.txt
expect 4 "absent" "$cria" train --model babyllama-58m --tokens absent.safetensors --out out-dir
[ ! -e out-dir ] || fault "a run that could not begin left a directory"

# ---- wrong data: 3

echo 'not json' >bad.json
mkdir model
echo '{"model_type": "parrot"}' >model/config.json
echo 'ab' >bad.safetensors
printf 'name: x\nname: y\n' >twice.yaml
printf 'name: x\ntrian: {}\n' >unknown.yaml
expect 3 "bad.json" "$cria" tokenizer encode --tokenizer bad.json
expect 3 "parrot" "$cria" generate --model model --prompt x
expect 3 "bad.safetensors" "$cria" train --model babyllama-58m --tokens bad.safetensors --out out-dir
expect 3 "twice.yaml" "$cria" run twice.yaml
expect 3 "bad.json" "$cria" split --in bad.json --out .
expect 2 "unknown.yaml, line 2" "$cria" run unknown.yaml

# ---- the rest

expect 5 "cuda" "$cria" generate --model model --prompt x --device cuda:99
if [ -e /dev/full ]; then
    got=0
    "$cria" help >/dev/full 2>err || got=$?
    [ "$got" -eq 4 ] || fault "a full disk gives exit code $got"
fi

[ "$faults" -eq 0 ] || exit 1
echo "help: $(wc -l <commands) commands, ok"
