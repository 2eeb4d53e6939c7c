// Dumps: any bytes give whole pages of the two namespaces, or a refusal.
#include "fuzz_file.h"

#include "fetch/dump.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cria_status take(void *context, const cria_wiki_page *p)
{
    const size_t sum = strlen(p->sha1);
    if ((p->ns != CRIA_WIKI_MAIN && p->ns != CRIA_WIKI_PAGE) || p->title[0] == '\0' ||
        p->text[p->length] != '\0' || strlen(p->text) != p->length || (sum != 0 && sum != 40) ||
        p->quality < -1 || p->quality > 4 || (p->redirect && p->redirect[0] == '\0'))
        abort();
    ++*(uint64_t *)context;
    return CRIA_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    const int fd = fuzz_file(path, data, size);
    cria_dump_report report;
    uint64_t pages = 0;
    const cria_status status = cria_dump_read(path, take, &pages, &report);
    if (report.pages != pages || (status != CRIA_OK && status != CRIA_EFORMAT))
        abort();
    close(fd);
    return 0;
}
