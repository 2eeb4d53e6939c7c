// driver.c owns the running of a fuzz entry without a fuzzer: every file named on the command
// line goes through it once; of a directory, every file in it.
#include "base/file.h"

#include <stdint.h>

enum { SEED_MAX_BYTES = 1 << 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cria_status run_file(const char *path)
{
    cria_buffer seed = {0};
    const cria_status status = cria_file_read(&seed, path, SEED_MAX_BYTES);
    if (status == CRIA_OK)
        (void)LLVMFuzzerTestOneInput((const uint8_t *)(seed.data ? seed.data : ""),
                                     seed.length);
    cria_buffer_free(&seed);
    return status;
}

static cria_status run_path(const char *path)
{
    if (!cria_path_is_directory(path))
        return run_file(path);
    cria_names names;
    CRIA_TRY(cria_directory_list(&names, path));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        char *file;
        status = cria_path_join(&file, path, names.name[i]);
        if (status == CRIA_OK)
            status = run_file(file);
        cria_free(file);
    }
    cria_names_free(&names);
    return status;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (run_path(argv[i]) != CRIA_OK) {
            fprintf(stderr, "%s\n", cria_message());
            return 1;
        }
    printf("%d paths ran\n", argc - 1);
    return argc > 1 ? 0 : 1;
}
