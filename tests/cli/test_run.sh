#!/usr/bin/env bash
# A recipe carried out: unchanged stages are skipped, a change reruns just what depends on it, and
# a run that is killed, or meets a full disk or a read-only directory, goes on with the same result.
set -euo pipefail
cria=${CRIA:?names the program to test}
recipe=${CRIA_TEST_SOURCE:?names the source tree}/tests/cli/tiny.yaml
work=$(mktemp -d)
trap 'mountpoint -q "$work/full" && umount "$work/full"; chmod -R u+w "$work"; rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# What a run found out: keys, hashes of outputs and facts, without times.
results() { # RUN
    python3 - "$1/manifest.json" <<'P'
import json, sys
manifest = json.load(open(sys.argv[1]))
timed = {"seconds", "started", "joules"}
def strip(x):
    if isinstance(x, dict):
        return {k: strip(v) for k, v in x.items() if k not in timed}
    return [strip(v) for v in x] if isinstance(x, list) else x
for stage in manifest["stages"]:
    outputs = {k: v for k, v in stage["outputs"].items() if not k.endswith("result.json")}
    print(stage["name"], stage["key"], json.dumps(outputs, sort_keys=True),
          json.dumps(strip(stage["facts"]), sort_keys=True))
P
}
weights() { # RUN
    (cd "$1" && sha256sum teachers/*/model/model.safetensors students/*/model/model.safetensors)
}

# Once whole; then everything is unchanged; then a change of the exam leaves the models alone.
"$cria" run "$recipe" --out "$work/whole" 2>"$work/log"
results "$work/whole" >"$work/expected"
weights "$work/whole" >"$work/weights"
"$cria" run "$recipe" --out "$work/whole" 2>"$work/log"
[ "$(grep -c ': unchanged$' "$work/log")" -eq 13 ] || fail "an unchanged run repeats stages"
"$cria" run "$recipe" --out "$work/whole" --set examine.0.protocol=2023 2>"$work/log"
[ "$(grep -c ': unchanged$' "$work/log")" -eq 11 ] || fail "another protocol repeats more than the exams"
"$cria" run "$recipe" --out "$work/whole" --set students.0.distill.alpha=0.7 2>"$work/log"
grep -q 'teachers/gpt2: unchanged' "$work/log" || fail "another alpha repeats the teacher"
grep -q '\] students/babyllama$' "$work/log" || fail "another alpha does not repeat the student"

# Every model names whose texts it learned from, as the split found out; so does its export, and
# the report. The report on the corpus lies beside the articles.
[ -s "$work/whole/split/CREDITS" ] || fail "the split names nobody"
for model in "$work"/whole/{teachers/gpt2,students/babyllama}/model{,/checkpoint-4}; do
    cmp "$work/whole/split/CREDITS" "$model/CREDITS" || fail "$model has other credits"
done
"$cria" export --model "$work/whole/students/babyllama/model" --out "$work/exported" 2>"$work/log"
cmp "$work/whole/split/CREDITS" "$work/exported/CREDITS" || fail "the export has other credits"
grep -q '^| The Pocket Encyclopaedia | MIT.* | 27 | ' "$work/whole/report.md" || fail "the report names no source"
grep -q '>The cleaned corpus</h1>' "$work/whole/clean/corpus.html" || fail "no report on the corpus"

# Interrupted by SIGTERM: exit 130, and the next run goes on.
(sleep 0.7; pkill -TERM -f "$work/term") &
set +e
"$cria" run "$recipe" --out "$work/term" --set train.max_steps=2000 2>"$work/log"
code=$?
set -e
[ $code -eq 130 ] || fail "SIGTERM gave exit code $code: $(tail -n 1 "$work/log")"

# Killed at random times until it is through: the same keys, facts, and bits.
kills=0
RANDOM=7
while :; do
    "$cria" run "$recipe" --out "$work/killed" >/dev/null 2>"$work/log" &
    pid=$!
    ms=$((RANDOM % (400 + 40 * kills))) # ever longer, so that a slow machine gets through too
    sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
    kill -9 $pid 2>/dev/null || true
    set +e
    wait $pid 2>/dev/null
    code=$?
    set -e
    [ $code -eq 0 ] && break
    [ $code -eq 137 ] || fail "after $kills kills: exit $code: $(cat "$work/log")"
    kills=$((kills + 1))
    [ $kills -lt 200 ] || fail "no end after 200 kills"
done
results "$work/killed" >"$work/found"
diff "$work/expected" "$work/found" >&2 || fail "after $kills kills the results differ"
weights "$work/killed" | diff - "$work/weights" || fail "after $kills kills the weights differ"
[ $kills -ge 3 ] || fail "killed only $kills times"
echo "killed $kills times, the same results"

# A stage's files vanish: it is made again.
rm "$work/killed/tokenizer/tokenizer.json"
"$cria" run "$recipe" --out "$work/killed" 2>"$work/log"
grep -q '\] tokenizer$' "$work/log" || fail "a lost tokenizer is not noticed"

# A directory that holds something else, and one that cannot be written.
mkdir "$work/other"
echo precious >"$work/other/file"
! "$cria" run "$recipe" --out "$work/other" 2>"$work/log" || fail "took over a foreign directory"
grep -q 'holds no run' "$work/log" || fail "unclear: $(cat "$work/log")"
[ "$(cat "$work/other/file")" = precious ] || fail "lost a file"

# A full disk at ever later stages: exit 4, a clear message, and with room again the run goes on.
if [ "$(id -u)" -eq 0 ] && mkdir "$work/full" && mount -t tmpfs -o size=8k none "$work/full" 2>/dev/null; then
    failures=0
    for size in 8k 64k 128k 256k 512k 768k 1m 1200k 1500k 2m 3m 5m 64m; do
        mount -o "remount,size=$size" "$work/full"
        set +e
        "$cria" run "$recipe" --out "$work/full/run" >/dev/null 2>"$work/log"
        code=$?
        set -e
        [ $code -eq 0 ] && break
        [ $code -eq 4 ] || fail "a full disk of $size gave exit $code: $(tail -n 2 "$work/log")"
        grep -Eq 'No space left on device|disk is full' "$work/log" || fail "unclear: $(tail -n 2 "$work/log")"
        failures=$((failures + 1))
    done
    [ $code -eq 0 ] && [ $failures -ge 3 ] || fail "full disks: $failures failures, last code $code"
    weights "$work/full/run" | diff - "$work/weights" || fail "after full disks the weights differ"
    echo "full disk met $failures times, the same weights"
    mount -o remount,ro "$work/full"
    set +e
    "$cria" run "$recipe" --out "$work/full/run" --set split.eval_words=500 2>"$work/log"
    code=$?
    set -e
    [ $code -eq 4 ] || fail "a read-only directory gave exit $code: $(cat "$work/log")"
    grep -q 'Read-only file system' "$work/log" || fail "unclear: $(cat "$work/log")"
else
    echo "skipped: full disk and read-only directory want root and a tmpfs"
fi

# Wrong recipes name file and line.
expect() { # MESSAGE, recipe on standard input
    cat >"$work/bad.yaml"
    set +e
    "$cria" run "$work/bad.yaml" --out "$work/bad" --dry-run >/dev/null 2>"$work/log"
    code=$?
    set -e
    [ $code -ge 2 ] && [ $code -le 4 ] || fail "'$1': exit $code"
    grep -q -- "$1" "$work/log" || fail "expected '$1', got: $(cat "$work/log")"
}
expect 'line 2: sorce: unknown key' <<<$'name: x\nsorce: {pocket: 3}'
expect 'line 3: split.eval_words: ' <<<$'name: x\nsource: {pocket: 4000}\nsplit: {eval_words: many}'
expect 'line 3: split.evil_words: ' <<<$'name: x\nsource: {pocket: 4000}\nsplit: {evil_words: 3}'
expect 'key "name" is missing' <<<$'source: {pocket: 4000}'
expect 'line 3: students.0' <<<$'name: x\nstudents:\n  - name: "a/b"\n    model: babyllama-58m'
expect 'has no teacher' <<<$'name: x\nstudents:\n  - {name: a, model: babyllama-58m, distill: {alpha: 0.5}}'
expect "babylama-58m" <<<$'name: x\nsource: {pocket: 4000}\nstudents:\n  - {name: a, model: babylama-58m}'
echo "run: ok"
