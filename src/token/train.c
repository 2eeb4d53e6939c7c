// train.c: training a tokenizer (tokenizer.h): options, special tokens, alphabet, words,
// merges.
#include "token/count.h"
#include "token/learn.h"

#include "base/utf8.h"

#define FIELD(name) offsetof(cria_tokenizer_train_options, name)

const cria_option cria_tokenizer_train_option_table[] = {
    {.name = "vocab-size",
     .kind = CRIA_OPTION_INT,
     .offset = FIELD(vocab_size),
     .fallback = "16000",
     .value = "N",
     .min = 1,
     .max = CRIA_TOKENS_MAX,
     .help = "tokens in the vocabulary, with special tokens and alphabet"},
    {.name = "min-frequency",
     .kind = CRIA_OPTION_INT,
     .offset = FIELD(min_frequency),
     .fallback = "2",
     .value = "N",
     .min = 0,
     .max = 1e15,
     .help = "do not merge pairs that occur less often"},
    {.name = "normalizer",
     .kind = CRIA_OPTION_CHOICE,
     .offset = FIELD(normalizer),
     .fallback = "nfkc",
     .choices = "nfkc|nfc|none",
     .help = "Unicode normalisation before anything else"},
    {.name = "prefix-space",
     .kind = CRIA_OPTION_FLAG,
     .offset = FIELD(prefix_space),
     .fallback = "true",
     .help = "put a space before text that does not start with one"},
    {.name = "alphabet",
     .kind = CRIA_OPTION_CHOICE,
     .offset = FIELD(alphabet),
     .fallback = "bytes",
     .choices = "bytes|corpus",
     .help = "all 256 bytes, or only those in the corpus (others then vanish when encoding)"},
    {.name = "special",
     .kind = CRIA_OPTION_LIST,
     .offset = FIELD(special),
     .value = "TOKEN",
     .help = "special tokens in order of their ids (default <pad>, <s>, </s>)"},
    {.name = NULL},
};

static cria_status add_specials(cria_tokenizer *t, const cria_option_list *special)
{
    static const char *const usual[] = {"<pad>", "<s>", "</s>"};
    const int count = special->count > 0 ? special->count : 3;
    for (int i = 0; i < count; i++) {
        const char *text = special->count > 0 ? special->item[i] : usual[i];
        const uint32_t id = (uint32_t)t->tokens;
        CRIA_TRY_CTX(cria_utf8_check(text, strlen(text)), "special token %d", i + 1);
        if (*text == '\0' || cria_tokenizer_id(t, text) >= 0)
            return cria_fail(CRIA_EARG, "special token %d ('%s') is empty or given twice",
                             i + 1, text);
        CRIA_TRY(cria_tokenizer_add(t, text, strlen(text)));
        CRIA_TRY(cria_tokenizer_add_special(t, id, true));
    }
    return CRIA_OK;
}

static void find_bytes(bool seen[256], const cria_wordmap *words)
{
    for (size_t i = 0; i < words->slots; i++) {
        char room[16];
        size_t length;
        if (words->slot[i].high == 0)
            continue;
        const char *word = cria_wordslot_text(words, &words->slot[i], room, &length);
        for (size_t b = 0; b < length; b++)
            seen[(unsigned char)word[b]] = true;
    }
}

static cria_status add_alphabet(cria_tokenizer *t, const cria_wordmap *words, bool corpus)
{
    bool seen[256] = {false};
    cria_buffer text = {0};
    cria_status status = CRIA_OK;
    if (corpus)
        find_bytes(seen, words);
    for (int i = 0; i < 256 && status == CRIA_OK; i++) {
        const char byte = (char)t->alphabet.in_order[i];
        if (corpus && !seen[(unsigned char)byte])
            continue;
        cria_buffer_reset(&text);
        status = cria_alphabet_write(&t->alphabet, &text, &byte, 1);
        // A special token may be a character of the alphabet: it then stands for it.
        if (status == CRIA_OK && cria_tokenizer_id(t, text.data) < 0)
            status = cria_tokenizer_add(t, text.data, text.length);
    }
    cria_buffer_free(&text);
    cria_tokenizer_find_bytes(t);
    return status;
}

static cria_status build(cria_tokenizer *t, const cria_wordmap *words,
                         const cria_tokenizer_train_options *o)
{
    t->form = (cria_normal_form)o->normalizer;
    t->prefix_space = o->prefix_space;
    CRIA_TRY(add_specials(t, &o->special));
    CRIA_TRY(add_alphabet(t, words, o->alphabet == 1));
    if ((int64_t)t->tokens > o->vocab_size)
        return cria_fail(
            CRIA_EARG,
            "a vocabulary of %lld tokens has no room for %zu special tokens and an "
            "alphabet of %zu bytes: set vocab-size to %zu or more",
            (long long)o->vocab_size, t->added_count, t->tokens - t->added_count, t->tokens);
    CRIA_TRY(cria_learn(t, words, (size_t)o->vocab_size, o->min_frequency));
    return cria_tokenizer_finish(t);
}

cria_status cria_tokenizer_train(cria_tokenizer **out, const char *const *files, size_t count,
                                 const cria_tokenizer_train_options *options)
{
    *out = NULL;
    if (options->normalizer < CRIA_NORMAL_NFKC || options->normalizer > CRIA_NORMAL_NONE ||
        options->vocab_size < 1 || options->vocab_size > CRIA_TOKENS_MAX)
        return cria_fail(CRIA_EARG, "vocabulary size %lld or normaliser %d is out of range",
                         (long long)options->vocab_size, options->normalizer);
    cria_wordmap words = {0};
    cria_tokenizer *t = NULL;
    cria_status status = cria_count_words(
        &words, files, count, (cria_normal_form)options->normalizer, options->prefix_space);
    if (status == CRIA_OK)
        status = cria_tokenizer_new(&t);
    if (status == CRIA_OK)
        status = build(t, &words, options);
    cria_wordmap_free(&words);
    if (status != CRIA_OK) {
        cria_tokenizer_close(t);
        return status;
    }
    *out = t;
    return CRIA_OK;
}
