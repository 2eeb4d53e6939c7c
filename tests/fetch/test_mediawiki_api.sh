#!/usr/bin/env bash
# A fetch from a real MediaWiki: whatever goes wrong on the way (each fault alone, mixtures, kill
# -9 at any moment, Ctrl-C), the store ends with the same content, no page is silently empty, and
# nothing is asked twice beyond the batch in flight. CRIA_LONG=1: many more faults and kills.
set -euo pipefail
cria=${CRIA:?the program to test}
. "${CRIA_TEST_SOURCE:?}/tests/mediawiki.sh"
mediawiki_begin
cd "$work"
faults=0
fault() { echo "FAULT: $*"; faults=$((faults + 1)); }
part() { echo "-- $* (${SECONDS} s)"; }

# A volume of 70 pages (more than the 50 texts that a reply holds) and titles that need care.
page() { # ns title text
    printf '<page><title>%s</title><ns>%s</ns><id>%s</id><revision><id>%s</id>' "$2" "$1" "$((n += 1))" "$n"
    printf '<timestamp>2025-01-02T03:04:05Z</timestamp><contributor><username>X</username></contributor>'
    printf '<model>wikitext</model><format>text/x-wiki</format><text xml:space="preserve">%s</text></revision></page>\n' "$3"
}
{
    n=5000
    echo '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'
    for i in $(seq 70); do
        page 104 "Page:EB1911 - Volume 02.djvu/$i" "&lt;noinclude&gt;&lt;pagequality level=\"3\" user=\"X\" /&gt;&lt;/noinclude&gt;Page $i."
    done
    for title in "O'Neill &amp; Co." 'Vol 1:3' 'Bṛhaspati: a name' 'Æthelred/Ārya + 100%' 'Who?'; do
        page 0 "1911 Encyclopædia Britannica/$title" "Text of $title"
    done
    echo '</mediawiki>'
} >extra.xml
mediawiki_start "$shared"/data/wikisource/*.xml extra.xml

fetch() { # OUT options...
    local out=$1
    shift
    "$cria" fetch --endpoint "http://127.0.0.1:$port/api.php" --volumes 1,2,4 --interval 0 --timeout 2 \
        --json --out "$out" "$@" 2>>"$out.err"
}
content() { # a store's rows but for the time they came; fails on an empty text
    python3 - "$1" <<'X'
import hashlib, sqlite3, sys
rows = list(sqlite3.connect(sys.argv[1]).execute(
    "SELECT ns, title, page_id, revision, timestamp, sha1, quality, redirect, text FROM page ORDER BY title"))
empty = [row[1] for row in rows if not row[8]]
print(len(rows), hashlib.sha256(repr(rows).encode()).hexdigest(), *empty)
X
}
value() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
asked() { grep -c 'GET /api\.php' "$wiki/server.log" || true; }
same() { # STORE WHAT
    [ "$(content "$1")" = "$clean" ] || fault "$2: $(content "$1"), expected $clean"
}

# ---- clean, and finished

part "clean"
before=$(asked)
fetch clean.db --batch 5 >report || fault "a clean fetch fails: $(cat clean.db.err)"
clean=$(content clean.db)
requests=$(($(asked) - before))
[ "${clean%% *}" -eq 125 ] || fault "pages: $clean"
[ "$(value pages <report)" -eq 125 ] || fault "the report: $(cat report)"
[ "$(value requests <report)" -eq "$requests" ] || fault "$requests requests came: $(cat report)"
[ "$(value retries <report)" -eq 0 ] || fault "retries: $(cat clean.db.err)"
! grep -q warns clean.db.err || fault "the wiki warns: $(cat clean.db.err)"
before=$(asked)
fetch clean.db --batch 5 >report
[ "$(($(asked) - before))" -eq 0 ] && [ "$(value requests <report)" -eq 0 ] ||
    fault "a finished fetch asks: $(cat report)"
for batch in 1 50 500; do # 500: a reply lists all pages and has the texts of 50
    fetch "batch$batch.db" --batch "$batch" >report || fault "batch $batch: $(cat "batch$batch.db.err")"
    same "batch$batch.db" "batches of $batch"
    [ "$batch" -ne 1 ] || single=$(value requests <report)
done

# ---- the wiki's own dump gives the same store, and so the same articles to the byte

part "dumps"
export MW_CONFIG_FILE=$wiki/conf/LocalSettings.php
php /usr/share/mediawiki/maintenance/dumpBackup.php --current --quiet >dump.xml
bzip2 -k dump.xml
python3 - <<'X'
import bz2
text = open("dump.xml", "rb").read()
with open("streams.xml.bz2", "wb") as out:
    for i in range(0, len(text), 50000):
        out.write(bz2.compress(text[i:i + 50000]))
X
clean_articles() { "$cria" clean -q --borders "$2" --out "$1.jsonl" "$1" >/dev/null && sha256sum <"$1.jsonl"; }
for form in dump.xml dump.xml.bz2 streams.xml.bz2 -; do
    rm -f dump.db
    "$cria" fetch -q --source dump --dump "$form" --volumes 1,2,4 --out dump.db <dump.xml >/dev/null
    same dump.db "the dump $form"
    for borders in stubs pages; do
        [ "$(clean_articles dump.db $borders)" = "$(clean_articles clean.db $borders)" ] ||
            fault "articles of the dump $form by $borders differ from the API's"
    done
done
[ "$(wc -l <clean.db.jsonl)" -gt 10 ] || fault "few articles: $(wc -l <clean.db.jsonl)"
fetch scans.db --no-stubs --batch 50 >report
[ "$(value pages <report)" -eq 101 ] || fault "--no-stubs: $(cat report)"

# ---- each fault alone, at the first request and in the middle

part "each fault"
try() { # NAME RETRIES words...
    local name=$1 retries=$2 log
    shift 2
    rm -f fault.db fault.db.err
    printf '%s\n' "$@" >"$wiki/fault.txt"
    fetch fault.db --batch 20 >report || fault "$name: the fetch fails: $(tail -n 1 fault.db.err)"
    : >"$wiki/fault.txt"
    same fault.db "$name"
    [ "$(value retries <report)" -eq "$retries" ] || fault "$name: $(cat report): $(cat fault.db.err)"
}
for word in 429 429date 503 maxlag trunc empty html norev badjson slow drop; do
    try "$word" 1 ok ok ok "$word"
done
try "a page without its text" 1 ok ok ok ok norev
grep -q "without the text" fault.db.err || fault "norev fell on another part: $(cat fault.db.err)"
try "from the first request on" 4 trunc norev empty html
try "in parts" 3 ok ok ok ok ok norev ok badjson ok trunc

# The pace that the wiki asked for is remembered.
rm -f fault.db
echo 429 >"$wiki/fault.txt"
fetch fault.db --batch 50 --interval 0.01 --volumes 4 >report
python3 -c 'import json, sqlite3
pace = sqlite3.connect("fault.db").execute("SELECT value FROM state WHERE key = ?", ("pace",)).fetchone()
assert json.loads(pace[0])["interval"] == 0.02, pace' || fault "the pace after a 429"

# Too many in a row: exit 4, what came is kept, and the same command ends it.
rm -f fault.db fault.db.err
printf '%s\n' ok ok ok ok ok empty html badjson >"$wiki/fault.txt"
got=0
fetch fault.db --batch 20 --retries 3 >report || got=$?
[ "$got" -eq 4 ] && grep -q "goes on" fault.db.err || fault "giving up: exit code $got, $(cat fault.db.err)"
before=$(asked)
fetch fault.db --batch 20 >report
same fault.db "after giving up"
full=$(fetch whole.db --batch 20 | value requests)
[ "$(value requests <report)" -eq $((full - 5)) ] || fault "after giving up: $(cat report), a whole fetch: $full"

# ---- rows of faults, kills

part "rows and kills"
random_words() { # N: about half of them faults that cost no second
    local i
    for ((i = 0; i < $1; i++)); do
        case $((RANDOM % 12)) in
        0) echo trunc ;; 1) echo empty ;; 2) echo html ;; 3) echo norev ;; 4) echo badjson ;;
        5) [ $((RANDOM % 6)) -eq 0 ] && echo "${slow_words[RANDOM % 5]}" || echo ok ;;
        *) echo ok ;;
        esac
    done
}
slow_words=(429 503 429date maxlag slow)
RANDOM=${CRIA_TEST_SEED:-1911}
rows=1 length=30 kills=4 pause=0.04
[ -z "${CRIA_LONG:-}" ] || rows=12 length=120 kills=50 pause=0.15
for ((row = 0; row < rows; row++)); do
    rm -f fault.db fault.db.err
    random_words "$length" >"$wiki/fault.txt"
    fetch fault.db --batch 5 --retries 40 >report || fault "row $row: $(tail -n 1 fault.db.err)"
    same fault.db "row $row"
    echo "row $row: $(cat report)"
done
: >"$wiki/fault.txt"

# One store, killed again and again: a kill costs one request, that in flight.
killed_fetch() { # WHAT KILLS options...
    local what=$1 wanted=$2 done=0 pid got
    shift 2
    rm -f killed.db* # its journal too
    before=$(asked)
    while [ "$done" -lt "$wanted" ]; do
        fetch killed.db --batch 1 --interval "$pause" "$@" >report &
        pid=$!
        sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
        # The program, not the shell around it.
        pkill -KILL -P "$pid" && done=$((done + 1))
        got=0
        wait "$pid" || got=$?
        [ "$got" -eq 137 ] || break # it was finished, or failed, and then fails again below
    done
    fetch killed.db --batch 1 "$@" >report || fault "$what: $(tail -n 1 killed.db.err)"
    same killed.db "$what, $done kills"
    sleep 0.3 # the log of a request that nobody waits for
    echo "$what: $done kills, $(($(asked) - before)) requests, $single without"
}
killed_fetch "kills" "$kills"
[ "$(($(asked) - before))" -le $((single + kills)) ] || fault "kills: $(($(asked) - before)) requests, $single + $kills expected"
if [ -n "${CRIA_LONG:-}" ]; then
    random_words 300 | grep -v maxlag >"$wiki/fault.txt"
    killed_fetch "kills among faults" 50 --retries 40
    : >"$wiki/fault.txt"
fi

# Killed while the store is being made: it is whole or none.
for ((i = 0; i < kills; i++)); do
    rm -f killed.db*
    fetch killed.db --volumes 4 >report &
    pid=$!
    sleep "0.0$((RANDOM % 5))"
    pkill -KILL -P "$pid" || true
    wait "$pid" || true
    fetch killed.db --volumes 4 >report || fault "killed while the store is made: $(tail -n 1 killed.db.err)"
done

# Ctrl-C: the batch in flight is stored, and nothing is asked twice.
rm -f whole.db
before=$(asked)
"$cria" fetch --endpoint "http://127.0.0.1:$port/api.php" --volumes 1,2,4 --interval 0.2 --batch 20 --out whole.db \
    2>interrupt.err &
pid=$!
sleep 0.7
kill -INT "$pid"
got=0
wait "$pid" || got=$?
[ "$got" -eq 130 ] && grep -q "goes on" interrupt.err || fault "Ctrl-C: exit code $got, $(cat interrupt.err)"
fetch whole.db --batch 20 >report
same whole.db "Ctrl-C"
[ "$(($(asked) - before))" -eq "$full" ] || fault "Ctrl-C: $(($(asked) - before)) requests, $full without"

# ---- updates

part "updates"
fetch clean.db --update >report
[ "$(value pages <report)" -eq 0 ] && [ "$(value unchanged <report)" -eq 125 ] ||
    fault "an update without a change: $(cat report)"
maintain() { MW_CONFIG_FILE=$wiki/conf/LocalSettings.php php "/usr/share/mediawiki/maintenance/$1" "${@:2}" >maintain.out 2>&1; }
echo 'Page 7, mended.' | maintain edit.php --summary x 'Page:EB1911 - Volume 02.djvu/7'
echo 'A new article.' | maintain edit.php --summary x '1911 Encyclopædia Britannica/New'
echo '1911 Encyclopædia Britannica/Who?' >gone.txt
maintain deleteBatch.php gone.txt
printf '%s\n' ok norev badjson ok ok trunc >"$wiki/fault.txt"
fetch clean.db --update >report || fault "update: $(tail -n 1 clean.db.err)"
: >"$wiki/fault.txt"
[ "$(value pages <report)/$(value unchanged <report)/$(value removed <report)" = 2/123/1 ] ||
    fault "update: $(cat report): $(cat maintain.out)"
[ "$(($(value requests <report) - $(value retries <report)))" -eq 7 ] || fault "update asks too much: $(cat report)"
fetch after.db --batch 50 >report
clean=$(content after.db)
same clean.db "after the update"

# ---- what is refused

part "refusals"
refuse() { # CODE WORDS options...
    local code=$1 words=$2 got=0
    shift 2
    fetch refused.db "$@" >report || got=$?
    [ "$got" -eq "$code" ] && grep -qF -- "$words" refused.db.err ||
        fault "exit code $got, expected $code with '$words': $* ($(cat refused.db.err))"
    rm -f refused.db refused.db.err
}
refuse 2 "--contact" --endpoint https://en.wikisource.org/w/api.php
refuse 2 "--contact" --endpoint https://en.wikisource.org./w/api.php
refuse 2 "--endpoint" --endpoint ftp://127.0.0.1/api.php
refuse 2 "--volumes" --volumes 3-1
refuse 2 "go together" --dump x.xml
refuse 4 "404" --endpoint "http://127.0.0.1:$port/index.php"
refuse 2 "has no page of this work" --work Nothing --index "Nothing %.djvu"
cp clean.db refused.db
refuse 2 "choose another file" --work 'Another work'

[ "$faults" -eq 0 ] || exit 1
echo "mediawiki api: ok"
