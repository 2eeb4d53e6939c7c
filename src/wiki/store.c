// store.c owns the SQLite file of raw pages.
#include "wiki/store.h"

#include "base/file.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

// One transaction: a program killed while it makes a store leaves none.
static const char SCHEMA[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS page(ns INTEGER NOT NULL, title TEXT NOT NULL,"
    " page_id INTEGER NOT NULL, revision INTEGER NOT NULL, timestamp TEXT NOT NULL,"
    " sha1 TEXT NOT NULL, quality INTEGER, redirect TEXT, text TEXT NOT NULL,"
    " fetched_at TEXT NOT NULL);"
    "CREATE UNIQUE INDEX IF NOT EXISTS page_title ON page(title);"
    "CREATE INDEX IF NOT EXISTS page_ns ON page(ns, title);"
    "CREATE TABLE IF NOT EXISTS state(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id=0x63726961;" // "cria"
    "PRAGMA user_version=1;"
    "COMMIT;";
// Room for what 16 MiB of pages touch; more is written at once, after a wait for the disk.
static const char CACHE[] = "PRAGMA cache_size=-8000";
enum { APPLICATION = 0x63726961, VERSION = 1, BUSY_MS = 2000 };

#define PAGE_COLUMNS                                                                           \
    "ns, page_id, revision, coalesce(quality, -1), title, timestamp, sha1, redirect, text"

typedef enum statement {
    PUT,
    REMOVE,
    GET,
    STATE_GET,
    STATE_SET,
    STATE_REMOVE,
    ANY,
    FORGET,
    STATEMENTS,
} statement;

static const char *const sql[STATEMENTS] = {
    [PUT] =
        "INSERT OR REPLACE INTO page(ns, page_id, revision, quality, title, timestamp, sha1,"
        " redirect, text, fetched_at) VALUES(?1, ?2, ?3, nullif(?4, -1), ?5, ?6, ?7, ?8, ?9,"
        " ?10)",
    [REMOVE] = "DELETE FROM page WHERE title = ?1",
    [GET] = "SELECT " PAGE_COLUMNS " FROM page WHERE title = ?1",
    [STATE_GET] = "SELECT value FROM state WHERE key = ?1",
    [STATE_SET] = "INSERT OR REPLACE INTO state(key, value) VALUES(?1, ?2)",
    [STATE_REMOVE] = "DELETE FROM state WHERE key = ?1",
    [ANY] = "SELECT 1 FROM page LIMIT 1",
    [FORGET] = "DELETE FROM state WHERE key NOT IN ('pace', 'download')",
};

struct cria_store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *prepared[STATEMENTS];
    bool inside; // a transaction
};

// failed turns SQLite's last error into ours.
static cria_status failed(const cria_store *s, const char *doing)
{
    const int code = sqlite3_errcode(s->db) & 0xff;
    const char *detail = sqlite3_errmsg(s->db);
    if (code == SQLITE_NOMEM)
        return cria_fail(CRIA_ENOMEM, "%s: no memory left for SQLite", s->path);
    if (code == SQLITE_NOTADB)
        return cria_fail(
            CRIA_EFORMAT,
            "%s: another kind of file, no store of pages; 'cria fetch' makes those", s->path);
    if (code == SQLITE_CORRUPT)
        return cria_fail(CRIA_EFORMAT, "%s: %s: %s", s->path, doing, detail);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return cria_fail(CRIA_EIO, "%s: %s: another process is writing to it", s->path, doing);
    return cria_fail(CRIA_EIO, "%s: %s: %s", s->path, doing, detail);
}

static cria_status execute(cria_store *s, const char *text, const char *doing)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK ? CRIA_OK
                                                                    : failed(s, doing);
}

// prepared: the statement, ready to be bound anew.
static cria_status prepared(cria_store *s, statement which, sqlite3_stmt **out)
{
    *out = NULL;
    if (!s->prepared[which] &&
        sqlite3_prepare_v3(s->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                           &s->prepared[which], NULL) != SQLITE_OK)
        return failed(s, "preparing a query");
    *out = s->prepared[which];
    sqlite3_reset(*out);
    sqlite3_clear_bindings(*out);
    return CRIA_OK;
}

static void bind_text(sqlite3_stmt *q, int i, const char *text)
{
    sqlite3_bind_text(q, i, text, -1, SQLITE_STATIC);
}

// finish runs a statement that gives no rows.
static cria_status finish(cria_store *s, sqlite3_stmt *q, const char *doing)
{
    const int code = sqlite3_step(q);
    const cria_status status = code == SQLITE_DONE ? CRIA_OK : failed(s, doing);
    sqlite3_reset(q);
    return status;
}

static cria_status pragma_value(cria_store *s, const char *text, int *out)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, text, -1, &q, NULL) != SQLITE_OK)
        return failed(s, "reading its head");
    const bool row = sqlite3_step(q) == SQLITE_ROW;
    *out = row ? sqlite3_column_int(q, 0) : 0;
    const cria_status status = row ? CRIA_OK : failed(s, "reading its head");
    sqlite3_finalize(q);
    return status;
}

static cria_status check_form(cria_store *s)
{
    int application, version;
    CRIA_TRY(pragma_value(s, "PRAGMA application_id", &application));
    CRIA_TRY(pragma_value(s, "PRAGMA user_version", &version));
    if (application != APPLICATION)
        return cria_fail(CRIA_EFORMAT,
                         "%s: an SQLite file, but no store of pages; 'cria fetch' makes those",
                         s->path);
    if (version != VERSION)
        return cria_fail(CRIA_EFORMAT, "%s: a store of form %d; this program reads form %d",
                         s->path, version, VERSION);
    return CRIA_OK;
}

// A reader may have to finish what a killed writer left half done, so the file itself is opened
// for writing where that is allowed.
static cria_status read_only(cria_store *s)
{
    CRIA_TRY(execute(s, "PRAGMA query_only=1", "opening the store"));
    return check_form(s);
}

// SQLite does not say what the system said.
static cria_status cannot_open(cria_store *s, cria_store_mode mode)
{
    FILE *file = fopen(s->path, mode == CRIA_STORE_WRITE ? "ab" : "rb");
    if (!file)
        return cria_fail_errno("cannot open the store %s", s->path);
    fclose(file);
    return failed(s, "opening the store");
}

static cria_status open_file(cria_store *s, cria_store_mode mode)
{
    const bool fresh = mode == CRIA_STORE_WRITE && !cria_path_exists(s->path);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                      (mode == CRIA_STORE_WRITE ? SQLITE_OPEN_CREATE : 0);
    if (cria_path_is_directory(s->path))
        return cria_fail(CRIA_EIO, "%s: a directory; a store of pages is a file", s->path);
    const int code = sqlite3_open_v2(s->path, &s->db, flags, NULL);
    if (code != SQLITE_OK && !s->db)
        return cria_fail(CRIA_ENOMEM, "%s: no memory left for SQLite", s->path);
    if (code != SQLITE_OK)
        return cannot_open(s, mode);
    sqlite3_busy_timeout(s->db, BUSY_MS);
    sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, CRIA_WIKI_TEXT_MAX + (1 << 20));
    if (mode == CRIA_STORE_READ)
        return read_only(s);
    CRIA_TRY(execute(s, CACHE, "opening the store"));
    int application = 0;
    if (!fresh)
        CRIA_TRY(pragma_value(s, "PRAGMA application_id", &application));
    int tables = 0;
    if (!fresh && application == 0) // a file of no bytes is fresh too
        CRIA_TRY(pragma_value(s, "SELECT count(*) FROM sqlite_master", &tables));
    if (application == 0 && tables == 0)
        return execute(s, SCHEMA, "making the store");
    return check_form(s);
}

cria_status cria_store_open(cria_store **out, const char *path, cria_store_mode mode)
{
    cria_store *s = NULL;
    *out = NULL;
    CRIA_TRY(cria_alloc(&s, 1, sizeof *s));
    cria_status status = cria_strdup(&s->path, path);
    if (status == CRIA_OK)
        status = open_file(s, mode);
    if (status == CRIA_OK)
        *out = s;
    else
        cria_store_close(s);
    return status;
}

void cria_store_close(cria_store *s)
{
    if (!s)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s->prepared[i]);
    sqlite3_close(s->db); // rolls back
    cria_free(s->path);
    cria_free(s);
}

cria_status cria_store_begin(cria_store *s)
{
    CRIA_ASSERT(!s->inside);
    CRIA_TRY(execute(s, "BEGIN IMMEDIATE", "beginning a transaction"));
    s->inside = true;
    return CRIA_OK;
}

cria_status cria_store_commit(cria_store *s)
{
    CRIA_ASSERT(s->inside);
    CRIA_TRY(execute(s, "COMMIT", "writing"));
    s->inside = false;
    return CRIA_OK;
}

cria_status cria_store_put(cria_store *s, const cria_wiki_page *page)
{
    sqlite3_stmt *q;
    char now[32];
    const time_t clock = time(NULL);
    struct tm utc;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&clock, &utc));
    if (page->length > CRIA_WIKI_TEXT_MAX)
        return cria_fail(CRIA_ELIMIT, "%s: a text of %zu bytes, more than %d", page->title,
                         page->length, CRIA_WIKI_TEXT_MAX);
    CRIA_TRY(prepared(s, PUT, &q));
    sqlite3_bind_int64(q, 1, page->ns);
    sqlite3_bind_int64(q, 2, page->page_id);
    sqlite3_bind_int64(q, 3, page->revision);
    sqlite3_bind_int(q, 4, page->quality);
    bind_text(q, 5, page->title);
    bind_text(q, 6, page->timestamp);
    bind_text(q, 7, page->sha1);
    bind_text(q, 8, page->redirect);
    sqlite3_bind_text64(q, 9, page->text, page->length, SQLITE_STATIC, SQLITE_UTF8);
    bind_text(q, 10, now);
    return finish(s, q, "storing a page");
}

cria_status cria_store_remove(cria_store *s, const char *title)
{
    sqlite3_stmt *q;
    CRIA_TRY(prepared(s, REMOVE, &q));
    bind_text(q, 1, title);
    return finish(s, q, "removing a page");
}

static const char *column_text(sqlite3_stmt *q, int i)
{
    return (const char *)sqlite3_column_text(q, i);
}

static cria_wiki_page page_of(sqlite3_stmt *q)
{
    return (cria_wiki_page){.ns = sqlite3_column_int64(q, 0),
                            .page_id = sqlite3_column_int64(q, 1),
                            .revision = sqlite3_column_int64(q, 2),
                            .quality = sqlite3_column_int(q, 3),
                            .title = column_text(q, 4),
                            .timestamp = column_text(q, 5),
                            .sha1 = column_text(q, 6),
                            .redirect = column_text(q, 7),
                            .text = column_text(q, 8),
                            .length = (size_t)sqlite3_column_bytes(q, 8)};
}

// step: whether a row came.
static cria_status step(cria_store *s, sqlite3_stmt *q, bool *row)
{
    const int code = sqlite3_step(q);
    *row = code == SQLITE_ROW;
    return *row || code == SQLITE_DONE ? CRIA_OK : failed(s, "reading");
}

cria_status cria_store_get(cria_store *s, const char *title, cria_wiki_page *out, bool *found)
{
    sqlite3_stmt *q;
    *out = (cria_wiki_page){0};
    *found = false;
    CRIA_TRY(prepared(s, GET, &q));
    bind_text(q, 1, title);
    CRIA_TRY(step(s, q, found));
    if (*found)
        *out = page_of(q);
    return CRIA_OK;
}

// What a walk gives of each row.
typedef struct visitor {
    cria_store_taker *page;
    cria_title_taker *title;
    void *context;
} visitor;

static cria_status visit(const visitor *v, sqlite3_stmt *q)
{
    if (v->title)
        return v->title(v->context, column_text(q, 0));
    const cria_wiki_page page = page_of(q);
    return v->page(v->context, &page);
}

#define IN_ORDER                                                                               \
    " FROM page WHERE ns = ?1 AND title >= ?2 AND substr(title, 1, length(?2)) = ?2"           \
    " ORDER BY title"

// A taker may ask for pages, so the walk has a statement of its own.
static cria_status walk(cria_store *s, const char *query, int64_t ns, const char *prefix,
                        const visitor *v)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, query, -1, &q, NULL) != SQLITE_OK)
        return failed(s, "preparing a query");
    sqlite3_bind_int64(q, 1, ns);
    bind_text(q, 2, prefix);
    bool row = true;
    cria_status status = step(s, q, &row);
    while (row && status == CRIA_OK) {
        status = visit(v, q);
        if (status == CRIA_OK)
            status = step(s, q, &row);
    }
    sqlite3_finalize(q);
    return status;
}

cria_status cria_store_each(cria_store *s, int64_t ns, const char *prefix,
                            cria_store_taker *take, void *context)
{
    return walk(s, "SELECT " PAGE_COLUMNS IN_ORDER, ns, prefix,
                &(visitor){.page = take, .context = context});
}

cria_status cria_store_titles(cria_store *s, int64_t ns, const char *prefix,
                              cria_title_taker *take, void *context)
{
    return walk(s, "SELECT title" IN_ORDER, ns, prefix,
                &(visitor){.title = take, .context = context});
}

cria_status cria_store_state_get(cria_store *s, const char *key, cria_buffer *out, bool *found)
{
    sqlite3_stmt *q;
    CRIA_TRY(prepared(s, STATE_GET, &q));
    bind_text(q, 1, key);
    CRIA_TRY(step(s, q, found));
    return *found ? cria_buffer_puts(out, column_text(q, 0)) : CRIA_OK;
}

cria_status cria_store_state_set(cria_store *s, const char *key, const char *value)
{
    sqlite3_stmt *q;
    CRIA_TRY(prepared(s, value ? STATE_SET : STATE_REMOVE, &q));
    bind_text(q, 1, key);
    if (value)
        bind_text(q, 2, value);
    return finish(s, q, "storing the state");
}

cria_status cria_store_forget(cria_store *s, bool *forgotten)
{
    sqlite3_stmt *q;
    bool any;
    *forgotten = false;
    CRIA_TRY(prepared(s, ANY, &q));
    CRIA_TRY(step(s, q, &any));
    sqlite3_reset(q);
    if (any)
        return CRIA_OK;
    CRIA_TRY(prepared(s, FORGET, &q));
    *forgotten = true;
    return finish(s, q, "storing the state");
}

bool cria_store_is(const char *path)
{
    static const char head[] = "SQLite format 3"; // its NUL belongs to it
    char bytes[sizeof head] = "";
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    const size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return n == sizeof head && memcmp(bytes, head, sizeof head) == 0;
}
