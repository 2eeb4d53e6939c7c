// Faults in the pocket corpus's rules: each is told with file and line, and none does harm.
#include "corpus/pocket_support.h"

static const char words[] =
    "class agree: name sg pl m f n\n  is/is/are, himself//themselves/himself/herself/itself\n"
    "class animal: name plural\n  goose/geese, cat, fox, hen, cow, dog\n"
    "class start: name\n  ab, ac, ad, af, ag, al, am, an, ap, ar, as, at\n"
    "class end: name\n  ba, ca, da, fa, ga, la, ma, na, pa, ra, sa, ta\n";
static const char world[] =
    "kind town 5000:\n  name: {@start}{@end}{@start}\n  head: title {it.name}\n  size: 3-9\n";
#define TEN "one two three four five six seven eight nine ten "
static const char grammar[] =
    "town:\n  - {it.head}, a town of {it.size} {a=@animal}{a.plural}. {an} {a} {is/a} "
    "there. the {a} of {it} is seen. " TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "\n";
static const char pairs[] =
    "paradigm p t f:\n  - the {a=@animal}{a} of {b=@town}{b} [is~are] seen.\n";

typedef struct fault {
    const char *file, *text, *expected;
} fault;

// Writes a small set of rules into a new directory; one file of it may be `f`'s.
static void put_rules(char *directory, size_t bytes, const fault *f)
{
    static const struct {
        const char *name, *text;
    } files[] = {{"words.txt", words},
                 {"world.txt", world},
                 {"grammar.txt", grammar},
                 {"pairs.txt", pairs}};
    char path[8192];
    scratch(directory, bytes);
    for (int i = 0; i < 4; i++) {
        const char *text = f && strcmp(f->file, files[i].name) == 0 ? f->text : files[i].text;
        snprintf(path, sizeof path, "%s/%s", directory, files[i].name);
        must(cria_file_write(path, text, strlen(text)));
    }
}

static cria_status make(const fault *f)
{
    char directory[4096], path[8192], message[4096];
    put_rules(directory, sizeof directory, f);
    snprintf(path, sizeof path, "%s/out", directory);
    const cria_status status = cria_pocket_write(directory, path, 1, 2000);
    snprintf(message, sizeof message, "%s", status == CRIA_OK ? "" : cria_message());
    must(cria_directory_remove(directory));
    if (f && !strstr(message, f->expected))
        fail_msg("expected '%s', found '%s'", f->expected, message);
    return status;
}

// Every article says "The goose of Abbaab is seen", or so; no pair may say it again.
static void sentences_of_the_corpus_are_no_pairs(void **state)
{
    (void)state;
    char directory[4096];
    put_rules(directory, sizeof directory, NULL);
    must(cria_pocket_write(directory, directory, 1, 2000));
    json_t *articles = records(directory, "clean.jsonl.zst");
    json_t *made = records(directory, "minimal_pairs/p.jsonl");
    assert_true(json_array_size(made) >= 100);
    for (size_t i = 0; i < json_array_size(made); i++)
        for (size_t k = 0; k < json_array_size(articles); k++) {
            const char *good = text_in(json_array_get(made, i), "sentence_good");
            if (strstr(text_in(json_array_get(articles, k), "text"), good))
                fail_msg("in the corpus: %s", good);
        }
    json_decref(articles);
    json_decref(made);
    must(cria_directory_remove(directory));
}

static void small_rules_work(void **state)
{
    (void)state;
    must(make(NULL));
}

static void faults_name_file_and_line(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"grammar.txt", "town:\n  - {it.head}, <gone>.\n",
         "grammar.txt, line 2: no rule 'gone'"},
        {"grammar.txt", "town:\n  - {it.head} {\n", "grammar.txt, line 2: '{' without its '}'"},
        {"grammar.txt", "town:\n  - {it.head} [a|b\n", "grammar.txt, line 2: '[' without its"},
        {"grammar.txt", "town:\n  - {it.head} a]\n", "grammar.txt, line 2: ']' has no opening"},
        {"grammar.txt", "town:\n  - {it.head}\n\n  x\n  - {q}\n", "line 5: nothing is bound"},
        {"grammar.txt", "town:\n  - {it.head} {it.colour}\n",
         "line 2: nothing has a field 'colour'"},
        {"grammar.txt", "town:\n  - {it.head} {@cow}\n", "line 2: no class or kind 'cow'"},
        {"grammar.txt", "town:\n  - {it.head} {is,are}\n", "line 2: '{is,...}' must say"},
        {"grammar.txt", "town:\n  - {it.head}\ntown:\n  - x\n",
         "line 3: the rule 'town' is already in"},
        {"grammar.txt", "town:\n  - {it.head}\nb:\n",
         "line 3: the rule 'b' has no alternatives"},
        {"grammar.txt", "town:\n  0 {it.head}\n", "line 2: expected '- text' or 'WEIGHT text'"},
        {"grammar.txt", "town:\n  - if it.size {it.head}\n", "line 2: 'if' without its ':'"},
        {"grammar.txt", "  - x\n", "line 1: an alternative before any 'rule:'"},
        {"grammar.txt", "town:\n  - {it.head} <a>\na:\n  - <a>\n",
         "line 4: rules nested more than"},
        {"grammar.txt", "town:\n  - {it.head} <a*2-1>\na:\n  - x\n",
         "line 2: expected a count like"},
        {"grammar.txt", "town:\n  - a town.\n", "must begin with its headword"},
        {"grammar.txt", "town:\n  - {it.head} [a~b~c]\n", "line 2: '[good~bad]' has two parts"},
        {"words.txt", "class a: plural\n", "words.txt, line 1: expected 'class NAME: name"},
        {"words.txt", "class a: name\n  x/y\n", "words.txt, line 2: 'y' is one form too many"},
        {"words.txt", "class a: name\n  x, , y\n", "words.txt, line 2: an empty word"},
        {"words.txt", "union a: b\n", "words.txt, line 1: no class 'b'"},
        {"world.txt", "kind town:\n", "world.txt, line 1: expected 'kind NAME COUNT:'"},
        {"world.txt", "kind town 9:\n  size: 3\n  head: x\n",
         "world.txt, line 2: the first field"},
        {"world.txt", "kind town 9:\n  name: {@gnu}\n  head: x\n",
         "world.txt, line 2: no class"},
        {"world.txt", "kind town 9:\n  name: x\n  head: x\n  size: 3\n",
         "line 2: there are names for only 1"},
        {"pairs.txt", "paradigm p t:\n  - x\n",
         "pairs.txt, line 1: expected 'rule:' or 'paradigm"},
        {"pairs.txt", "paradigm p t f:\n  - [a~b].\n",
         "pairs.txt, line 1: the paradigm 'p' gives only 1"},
        {"grammar.txt", "town:\n  - {it.head} \xff\n", "grammar.txt"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const cria_status status = make(&faults[i]);
        if (status != CRIA_EFORMAT && status != CRIA_ELIMIT)
            fail_msg("fault %zu: status %d", i, (int)status);
    }
}

static void hostile_rules_are_bounded(void **state)
{
    (void)state;
    char deep[4000] = "town:\n  - {it.head} ";
    for (int i = 0; i < 1000; i++)
        strcat(deep, "[a");
    strcat(deep, "\n");
    assert_int_equal(make(&(fault){"grammar.txt", deep, "brackets nested more than"}),
                     CRIA_EFORMAT);
    // Doubling at each of twenty levels: a million parts, were it allowed.
    char wide[4000] = "town:\n  - {it.head} <r0>\n";
    for (int i = 0; i < 20; i++)
        snprintf(wide + strlen(wide), sizeof wide - strlen(wide), "r%d:\n  - <r%d> <r%d>\n", i,
                 i + 1, i + 1);
    strcat(wide, "r20:\n  - x\n");
    assert_int_equal(make(&(fault){"grammar.txt", wide, "one text takes more than"}),
                     CRIA_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_rules_work),
        cmocka_unit_test(sentences_of_the_corpus_are_no_pairs),
        cmocka_unit_test(faults_name_file_and_line),
        cmocka_unit_test(hostile_rules_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
