// Files that appear whole or not at all, and directories that replace one another.
#include "scratch.h"

#include "base/hash.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static char *text_of(const char *path)
{
    cria_buffer b = {0};
    assert_ok(cria_file_read(&b, path, 1 << 20));
    return b.data ? cria_buffer_take(&b) : NULL;
}

static void assert_text(const char *path, const char *text)
{
    char *const found = text_of(path);
    assert_string_equal(found, text);
    cria_free(found);
}

static size_t names_in(const char *path)
{
    cria_names names;
    assert_ok(cria_directory_list(&names, path));
    const size_t count = names.count;
    cria_names_free(&names);
    return count;
}

static void file_appears_at_commit_only(void **state)
{
    (void)state;
    const char *path = scratch("a");
    assert_ok(cria_file_write(path, "old", 3));
    cria_writer w;
    assert_ok(cria_writer_open(&w, path));
    assert_ok(cria_writer_put(&w, "new", 3));
    assert_text(path, "old");
    assert_ok(cria_writer_commit(&w));
    assert_text(path, "new");
    assert_ok(cria_writer_open(&w, path));
    assert_ok(cria_writer_put(&w, "never", 5));
    cria_writer_abort(&w);
    cria_writer_abort(&w);
    assert_text(path, "new");
    assert_int_equal(names_in(scratch_folder), 1); // no temporary stays
}

static void file_heeds_the_umask(void **state)
{
    (void)state;
    const mode_t before = umask(007);
    assert_ok(cria_file_write(scratch("masked"), "x", 1));
    umask(before);
    struct stat info;
    assert_int_equal(stat(scratch("masked"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
}

static void full_disk_is_a_status(void **state)
{
    (void)state;
    char block[4096] = {0};
    cria_writer w;
    assert_ok(cria_writer_open(&w, "/dev/full"));
    cria_status status = CRIA_OK;
    for (int i = 0; i < 64 && status == CRIA_OK; i++)
        status = cria_writer_put(&w, block, sizeof block);
    assert_fails(status, CRIA_EIO, "/dev/full");
    cria_writer_abort(&w);
    assert_fails(cria_file_write("/dev/full", "x", 1), CRIA_EIO, "No space");
    assert_true(cria_path_exists("/dev/full")); // written in place, not replaced
}

static void unwritable_folder_is_a_status(void **state)
{
    (void)state;
    cria_writer w;
    assert_fails(cria_writer_open(&w, scratch("absent/file")), CRIA_EIO, "absent/file");
    assert_null(w.file);
    assert_fails(cria_file_write("/proc/cria", "x", 1), CRIA_EIO, "/proc/cria");
    assert_ok(cria_directory_make(scratch("taken")));
    assert_fails(cria_file_write(scratch("taken"), "x", 1), CRIA_EIO, "cannot rename");
    assert_ok(cria_directory_remove(scratch("taken")));
}

static void reads_are_bounded(void **state)
{
    (void)state;
    assert_ok(cria_file_write(scratch("ten"), "0123456789", 10));
    cria_buffer b = {0};
    assert_fails(cria_file_read(&b, scratch("ten"), 9), CRIA_ELIMIT, "limit of 9");
    assert_fails(cria_file_read(&b, scratch("none"), 9), CRIA_EIO, "No such file");
    assert_fails(cria_file_read(&b, scratch_folder, 9), CRIA_EIO, "directory");
    cria_buffer_free(&b);
    cria_map map;
    assert_ok(cria_map_open(&map, scratch("ten")));
    assert_int_equal(map.bytes, 10);
    assert_memory_equal(map.data, "0123456789", 10);
    cria_map_close(&map);
    assert_fails(cria_map_open(&map, "/dev/null"), CRIA_EIO, "not a regular file");
    assert_ok(cria_file_write(scratch("empty"), "", 0));
    assert_ok(cria_map_open(&map, scratch("empty")));
    assert_int_equal(map.bytes, 0);
    cria_map_close(&map);
}

static void make_tree(const char *path, const char *content)
{
    char *inner, *file;
    assert_ok(cria_path_join(&inner, path, "deep/deeper"));
    assert_ok(cria_directory_make(inner));
    assert_ok(cria_path_join(&file, inner, "f"));
    assert_ok(cria_file_write(file, content, strlen(content)));
    cria_free(inner);
    cria_free(file);
}

static void publish_replaces_whole(void **state)
{
    (void)state;
    make_tree(scratch("run.new"), "one");
    assert_ok(cria_directory_publish(scratch("run.new"), scratch("run")));
    assert_text(scratch("run/deep/deeper/f"), "one");
    make_tree(scratch("run.new"), "two");
    assert_int_equal(symlink("nowhere", scratch("run.new/dangling")), 0);
    assert_ok(cria_directory_publish(scratch("run.new"), scratch("run")));
    assert_text(scratch("run/deep/deeper/f"), "two");
    assert_false(cria_path_exists(scratch("run.new")));
    assert_false(cria_path_exists(scratch("run.old")));
    assert_fails(cria_directory_publish(scratch("gone"), scratch("run")), CRIA_EIO, "gone");
    assert_text(scratch("run/deep/deeper/f"), "two");
}

static void removal_does_not_follow_links(void **state)
{
    (void)state;
    make_tree(scratch("kept"), "kept");
    assert_ok(cria_directory_make(scratch("doomed")));
    assert_int_equal(symlink("../kept", scratch("doomed/link")), 0);
    assert_ok(cria_directory_remove(scratch("doomed")));
    assert_ok(cria_directory_remove(scratch("doomed")));
    assert_text(scratch("kept/deep/deeper/f"), "kept");
    assert_ok(cria_file_write(scratch("plain"), "", 0));
    assert_fails(cria_directory_make(scratch("plain/sub")), CRIA_EIO, "plain");
}

static void list_is_sorted(void **state)
{
    (void)state;
    static const char *const names[] = {"b", "a", "B", "10", "9"};
    static const char *const sorted[] = {"10", "9", "B", "a", "b"};
    assert_ok(cria_directory_make(scratch("list/")));
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "list/%s", names[i]);
        assert_ok(cria_file_write(scratch(name), "", 0));
    }
    cria_names found;
    assert_ok(cria_directory_list(&found, scratch("list")));
    assert_int_equal(found.count, 5);
    for (int i = 0; i < 5; i++)
        assert_string_equal(found.name[i], sorted[i]);
    cria_names_free(&found);
    // Files below it too, without what is hidden or behind a link.
    static const char *const below[] = {"Z", "a", "a b", "aa", "b", "sub/d", "sub/deep/c"};
    assert_ok(cria_directory_make(scratch("list/sub/deep")));
    assert_ok(cria_directory_make(scratch("list/.git")));
    for (int i = 5; i < 7; i++) {
        char name[64];
        snprintf(name, sizeof name, "list/%s", below[i]);
        assert_ok(cria_file_write(scratch(name), "", 0));
    }
    assert_ok(cria_file_write(scratch("list/.git/x"), "", 0));
    assert_ok(cria_file_write(scratch("list/.x"), "", 0));
    assert_int_equal(symlink("..", scratch("list/sub/up")), 0);
    found = (cria_names){0};
    assert_int_equal(mkfifo(scratch("list/pipe"), 0666), 0);
    assert_ok(cria_directory_files(&found, scratch("list")));
    assert_int_equal(found.count, 7);
    for (int i = 5; i < 7; i++)
        assert_string_equal(found.name[i], below[i]);
    cria_names_free(&found);
    assert_string_equal(cria_path_name("a/b/c"), "c");
    assert_string_equal(cria_path_name("c"), "c");
}

// A file that the system will not look at (here: its path is too long) is not passed over.
static void no_file_is_missed_in_silence(void **state)
{
    (void)state;
    char path[PATH_MAX], name[251];
    cria_names found = {0};
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(path, sizeof path, "%s", scratch("deep"));
    assert_ok(cria_directory_make(path));
    for (size_t n; (n = strlen(path)) + sizeof name < sizeof path;) {
        snprintf(path + n, sizeof path - n, "/%s", name);
        assert_int_equal(mkdir(path, 0777), 0);
    }
    const int folder = open(path, O_RDONLY | O_DIRECTORY);
    const int file = openat(folder, name, O_CREAT | O_WRONLY, 0666);
    assert_true(folder >= 0 && file >= 0);
    assert_fails(cria_directory_files(&found, scratch("deep")), CRIA_EIO, "cannot look at");
    cria_names_free(&found);
    unlinkat(folder, name, 0);
    close(file);
    close(folder);
    assert_ok(cria_directory_remove(scratch("deep")));
}

// XXH3-128 of nothing, as its specification's test values give it.
static void hashes_agree(void **state)
{
    (void)state;
    char whole[CRIA_HASH_TEXT], parts[CRIA_HASH_TEXT], file[CRIA_HASH_TEXT];
    cria_hash_bytes(whole, "", 0);
    assert_string_equal(whole, "99aa06d3014798d86001c324468d497f");
    cria_hash_bytes(whole, "wool and hair", 13);
    cria_hash *h;
    assert_ok(cria_hash_open(&h));
    cria_hash_add(h, "wool ", 5);
    cria_hash_add(h, "and hair", 8);
    cria_hash_close(h, parts);
    assert_string_equal(whole, parts);
    assert_ok(cria_file_write(scratch("hashed"), "wool and hair", 13));
    assert_ok(cria_hash_file(file, scratch("hashed")));
    assert_string_equal(whole, file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_appears_at_commit_only),
        cmocka_unit_test(file_heeds_the_umask),
        cmocka_unit_test(full_disk_is_a_status),
        cmocka_unit_test(unwritable_folder_is_a_status),
        cmocka_unit_test(reads_are_bounded),
        cmocka_unit_test(publish_replaces_whole),
        cmocka_unit_test(removal_does_not_follow_links),
        cmocka_unit_test(list_is_sorted),
        cmocka_unit_test(no_file_is_missed_in_silence),
        cmocka_unit_test(hashes_agree),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
