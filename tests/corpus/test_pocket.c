// The pocket corpus: its size, its sameness, its English, its agreement with itself.
#include "corpus/pocket_support.h"

#include "base/hash.h"
#include "base/parallel.h"

typedef struct world {
    char directory[4096];
    json_t *articles;
    cria_buffer text;
} world;

static int open_world(void **state)
{
    world *w = calloc(1, sizeof *w);
    scratch(w->directory, sizeof w->directory);
    must(cria_pocket_write(share_dir(), w->directory, 42, 300000));
    w->articles = records(w->directory, "clean.jsonl.zst");
    for (size_t i = 0; i < json_array_size(w->articles); i++)
        must(cria_buffer_printf(&w->text, "%s\n",
                                text_in(json_array_get(w->articles, i), "text")));
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    world *w = *state;
    must(cria_directory_remove(w->directory));
    json_decref(w->articles);
    cria_buffer_free(&w->text);
    free(w);
    return 0;
}

static void size_is_as_asked(void **state)
{
    const world *w = *state;
    size_t words = 0;
    for (const char *at = w->text.data; *at; at++)
        words += (*at == ' ' || *at == '\n');
    assert_in_range(words, 280000, 330000);
    assert_in_range(json_array_size(w->articles), 1500, 3000);
}

static void hash_all(char out[CRIA_HASH_TEXT], const char *directory)
{
    cria_names names = {0};
    cria_buffer all = {0};
    char path[8192], hash[CRIA_HASH_TEXT];
    const char *const fixed[] = {"pages.jsonl.zst", "clean.jsonl.zst", "pages.xml"};
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, fixed[i]);
        must(cria_hash_file(hash, path));
        must(cria_buffer_puts(&all, hash));
    }
    snprintf(path, sizeof path, "%s/minimal_pairs", directory);
    must(cria_directory_list(&names, path));
    for (size_t i = 0; i < names.count; i++) {
        snprintf(path, sizeof path, "%s/minimal_pairs/%s", directory, names.name[i]);
        must(cria_hash_file(hash, path));
        must(cria_buffer_printf(&all, "%s %s", names.name[i], hash));
    }
    cria_hash_bytes(out, all.data, all.length);
    cria_names_free(&names);
    cria_buffer_free(&all);
}

static void write_and_hash(char out[CRIA_HASH_TEXT], uint64_t seed, int threads)
{
    char directory[4096];
    scratch(directory, sizeof directory);
    cria_threads_set(threads);
    must(cria_pocket_write(share_dir(), directory, seed, 20000));
    hash_all(out, directory);
    must(cria_directory_remove(directory));
}

static void same_seed_same_bytes(void **state)
{
    (void)state;
    char one[CRIA_HASH_TEXT], four[CRIA_HASH_TEXT], other[CRIA_HASH_TEXT];
    write_and_hash(one, 7, 1);
    write_and_hash(four, 7, 4);
    write_and_hash(other, 8, 1);
    assert_string_equal(one, four);
    assert_string_not_equal(one, other);
}

static void constructions_are_there(void **state)
{
    const world *w = *state;
    static const char *const there[] = {
        " himself",  " herself",     " themselves",  " has ever ",       " have not ever ",
        " any ",     "There are ",   "there is no ", " whom the ",       " who ",
        " these ",   " this ",       " those ",      " were stolen by ", " was taught by ",
        " seem to ", " hard to ",    " apt to ",     " whose ",          " had hidden ",
        "façade",    "18th century", "A.D. ",
    };
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (!strstr(w->text.data, there[i]))
            fail_msg("the corpus never says '%s'", there[i]);
}

static void english_agrees(void **state)
{
    const world *w = *state;
    static const char *const wrong[] = {
        "  ",
        " ,",
        " .",
        "..",
        "{",
        "}",
        "<",
        "[",
        "|",
        "*",
        "^",
        "\x01",
        "\x05",
        " a a",
        " a old ",
        " a owl",
        " a umbrella",
        " an bell",
        " an goose",
        " a ink",
        " these spoon ",
        " this spoons ",
        " one geese ",
        " two goose ",
        " those bell ",
        " was eated",
        " has stole ",
        " had broke ",
        " teached",
        " themselve ",
        " mouses",
        " gooses",
        " thiefs",
        " loafs",
        " The The ",
        " the the ",
        " the The ",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *at = strstr(w->text.data, wrong[i]);
        if (at)
            fail_msg("the corpus says '%s': %.80s", wrong[i],
                     at - w->text.data > 30 ? at - 30 : at);
    }
}

static const char *text_under(const world *w, const char *title)
{
    for (size_t i = 0; i < json_array_size(w->articles); i++) {
        const json_t *a = json_array_get(w->articles, i);
        if (strcasecmp(text_in(a, "title"), title) == 0)
            return text_in(a, "text");
    }
    return NULL;
}

// "The poet Orla Figg (born 1432)" in the article on her town: what her own article says too.
static void facts_agree(void **state)
{
    const world *w = *state;
    int seen = 0;
    for (const char *at = w->text.data; (at = strstr(at + 1, " (born ")) != NULL;) {
        const char *family = at, *given;
        while (family[-1] != ' ')
            family--;
        for (given = family - 1; given[-1] != ' ';)
            given--;
        char title[128], years[160];
        snprintf(title, sizeof title, "%.*s, %.*s", (int)(at - family), family,
                 (int)(family - 1 - given), given);
        const char *article = text_under(w, title);
        if (!article)
            continue;
        snprintf(years, sizeof years, "%s (%d-", title, atoi(at + 7));
        if (strncmp(article, years, strlen(years)) != 0)
            fail_msg("expected '%s', found '%.40s'", years, article);
        seen++;
    }
    assert_true(seen >= 10);
}

// Nobody is called himself who was herself in the article on her.
static void people_keep_their_sex(void **state)
{
    const world *w = *state;
    int men = 0, women = 0;
    for (size_t i = 0; i < json_array_size(w->articles); i++) {
        const json_t *a = json_array_get(w->articles, i);
        char family[64], given[64], needle[160];
        if (sscanf(text_in(a, "text"), "%63[A-Z a-z], %63[A-Za-z] (1", family, given) != 2)
            continue;
        const bool he = strstr(text_in(a, "text"), " He ") != NULL;
        const bool she = strstr(text_in(a, "text"), " She ") != NULL;
        if (he == she)
            continue;
        men += he;
        women += she;
        snprintf(needle, sizeof needle, "%s %s, who passed through", given, family);
        const char *told = strstr(w->text.data, needle);
        if (!told)
            continue;
        const char *end = strchr(told, '.'), *self = strstr(told, he ? "himself" : "herself");
        if (!self || self > end)
            fail_msg("%s changes sex: %.120s", given, told);
    }
    assert_true(men > 50 && women > 50);
}

static void titles_are_headwords(void **state)
{
    const world *w = *state;
    json_t *pages = records(w->directory, "pages.jsonl.zst");
    assert_int_equal(json_array_size(pages), json_array_size(w->articles));
    for (size_t i = 0; i < json_array_size(pages); i++) {
        const json_t *page = json_array_get(pages, i), *clean = json_array_get(w->articles, i);
        const char *title = text_in(page, "title");
        assert_string_equal(title, text_in(clean, "title"));
        assert_int_equal(strncasecmp(title, text_in(clean, "text"), strlen(title)), 0);
        assert_non_null(strstr(text_in(page, "html"), title));
        assert_int_equal(strncmp(text_in(page, "source"), "pocket:", 7), 0);
    }
    json_decref(pages);
}

static void troubles_are_there(void **state)
{
    const world *w = *state;
    static const char *const there[] = {
        "class=\"pagenum\"",
        "class=\"sidenote\"",
        "class=\"note\"",
        "class=\"condensed\"",
        "class=\"author\"",
        "class=\"sc\"",
        "class=\"sp\"",
        "<table class=\"ws\"",
        "figcenter",
        "&rsquo;",
        "<i>q.v.</i>",
        "(q.v.)",
        "<sup>",
        "&eacute;",
        "<b>",
        "class=\"bold\"",
        "#FnAnchor",
        "<!-- Page",
        "<hr class=\"art\"",
    };
    json_t *pages = records(w->directory, "pages.jsonl.zst");
    for (size_t k = 0; k < sizeof there / sizeof *there; k++) {
        bool found = false;
        for (size_t i = 0; !found && i < json_array_size(pages); i++)
            found = strstr(text_in(json_array_get(pages, i), "html"), there[k]) != NULL;
        if (!found)
            fail_msg("no page has %s", there[k]);
    }
    json_decref(pages);
}

static void sizes_out_of_range_are_refused(void **state)
{
    (void)state;
    assert_int_equal(cria_pocket_write(share_dir(), "/nowhere", 1, 10), CRIA_EARG);
    assert_int_equal(cria_pocket_write("/nowhere", "/nowhere", 1, 20000), CRIA_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_is_as_asked),
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(constructions_are_there),
        cmocka_unit_test(english_agrees),
        cmocka_unit_test(facts_agree),
        cmocka_unit_test(people_keep_their_sex),
        cmocka_unit_test(titles_are_headwords),
        cmocka_unit_test(troubles_are_there),
        cmocka_unit_test(sizes_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
