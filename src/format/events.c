// events.c owns the writing of TensorBoard event files: records of protobuf messages, each with
// checksums (docs/formats.md). See events.h.
#include "format/events.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct cria_events {
    FILE *file;
    char *path;
};

uint32_t cria_crc32c(const void *bytes, size_t length)
{
    uint32_t crc = UINT32_MAX;
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++) {
        crc ^= at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0x82F63B78u & (0u - (crc & 1)));
    }
    return ~crc;
}

static uint32_t masked_crc(const void *bytes, size_t length)
{
    const uint32_t crc = cria_crc32c(bytes, length);
    return (crc >> 15 | crc << 17) + 0xA282EAD8u;
}

static cria_status put_fixed(cria_buffer *b, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        CRIA_TRY(cria_buffer_putc(b, (char)(value >> (8 * i) & 0xFF)));
    return CRIA_OK;
}

// Protobuf: a field is a varint (number << 3 | wire type) and its value.
enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

static cria_status put_varint(cria_buffer *b, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        CRIA_TRY(cria_buffer_putc(b, (char)((value & 0x7F) | 0x80)));
    return cria_buffer_putc(b, (char)value);
}

static cria_status put_bytes(cria_buffer *b, unsigned field, const void *bytes, size_t length)
{
    CRIA_TRY(put_varint(b, field << 3 | WIRE_BYTES));
    CRIA_TRY(put_varint(b, length));
    return cria_buffer_append(b, bytes, length);
}

static cria_status put_time(cria_buffer *event)
{
    const double now = cria_clock_wall();
    uint64_t bits;
    memcpy(&bits, &now, sizeof bits);
    CRIA_TRY(put_varint(event, 1 << 3 | WIRE_FIXED64));
    return put_fixed(event, bits, 8);
}

static cria_status write_record(cria_events *e, const cria_buffer *event)
{
    cria_buffer record = {0};
    cria_status status = put_fixed(&record, event->length, 8);
    if (status == CRIA_OK)
        status = put_fixed(&record, masked_crc(record.data, 8), 4);
    if (status == CRIA_OK)
        status = cria_buffer_append(&record, event->data, event->length);
    if (status == CRIA_OK)
        status = put_fixed(&record, masked_crc(event->data, event->length), 4);
    if (status == CRIA_OK && fwrite(record.data, 1, record.length, e->file) != record.length)
        status = cria_fail_errno("cannot write %s", e->path);
    cria_buffer_free(&record);
    return status;
}

static cria_status write_version(cria_events *e)
{
    static const char version[] = "brain.Event:2";
    cria_buffer event = {0};
    cria_status status = put_time(&event);
    if (status == CRIA_OK)
        status = put_bytes(&event, 3, version, strlen(version));
    if (status == CRIA_OK)
        status = write_record(e, &event);
    cria_buffer_free(&event);
    return status;
}

// Opens a name that no other file has: several runs may start within one second.
static cria_status open_new(cria_events *e, const char *directory)
{
    char host[256] = "host";
    (void)gethostname(host, sizeof host - 1);
    cria_buffer name = {0};
    cria_status status = CRIA_OK;
    int fd = -1;
    for (int n = 0; fd < 0 && status == CRIA_OK; n++) {
        cria_buffer_reset(&name);
        status = cria_buffer_printf(&name, "%s/events.out.tfevents.%010.0f.%s.%ld.%d",
                                    directory, cria_clock_wall(), host, (long)getpid(), n);
        if (status == CRIA_OK)
            fd = open(name.data, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
        if (status == CRIA_OK && fd < 0 && errno != EEXIST)
            status = cria_fail_errno("cannot write %s", name.data);
    }
    e->path = cria_buffer_take(&name);
    e->file = fd >= 0 ? fdopen(fd, "ab") : NULL;
    if (fd >= 0 && !e->file) {
        status = cria_fail_errno("cannot write %s", e->path);
        close(fd);
    }
    return status;
}

cria_status cria_events_open(cria_events **out, const char *directory)
{
    *out = NULL;
    CRIA_TRY(cria_directory_make(directory));
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_status status = open_new(*out, directory);
    if (status == CRIA_OK)
        status = write_version(*out);
    if (status != CRIA_OK) {
        cria_events_close(*out);
        *out = NULL;
    }
    return status;
}

// Summary.Value: 1 tag, 2 simple_value; Summary: 1 value.
static cria_status put_summary(cria_buffer *event, cria_buffer *value, cria_buffer *summary,
                               const char *tag, double number)
{
    const float simple = (float)number;
    uint32_t bits;
    memcpy(&bits, &simple, sizeof bits);
    CRIA_TRY(put_bytes(value, 1, tag, strlen(tag)));
    CRIA_TRY(put_varint(value, 2 << 3 | WIRE_FIXED32));
    CRIA_TRY(put_fixed(value, bits, 4));
    CRIA_TRY(put_bytes(summary, 1, value->data, value->length));
    return put_bytes(event, 5, summary->data, summary->length);
}

cria_status cria_events_scalar(cria_events *e, int64_t step, const char *tag, double value)
{
    cria_buffer event = {0}, inner = {0}, summary = {0};
    cria_status status = put_time(&event);
    if (status == CRIA_OK)
        status = put_varint(&event, 2 << 3 | WIRE_VARINT);
    if (status == CRIA_OK)
        status = put_varint(&event, (uint64_t)step);
    if (status == CRIA_OK)
        status = put_summary(&event, &inner, &summary, tag, value);
    if (status == CRIA_OK)
        status = write_record(e, &event);
    cria_buffer_free(&event);
    cria_buffer_free(&inner);
    cria_buffer_free(&summary);
    return status;
}

cria_status cria_events_flush(cria_events *e)
{
    return fflush(e->file) == 0 ? CRIA_OK : cria_fail_errno("cannot write %s", e->path);
}

void cria_events_close(cria_events *e)
{
    if (!e)
        return;
    if (e->file)
        fclose(e->file);
    cria_free(e->path);
    cria_free(e);
}
