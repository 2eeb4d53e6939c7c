// cmd_doctor.c: cria doctor, what this machine has and what cria would use of it.
#include "cli/commands.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "cli/output.h"
#include "cpu/cpu.h"
#include "cpu/gemm.h"
#include "format/json.h"
#include "publish/plot.h"
#include "tensor/device.h"
#include "train/energy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "GCC " __VERSION__
#endif

// "model name : X" of /proc/cpuinfo.
static json_t *find_processor(void)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    json_t *name = NULL;
    while (file && !name && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (colon && strncmp(line, "model name", 10) == 0)
            name = json_stringn_nocheck(colon + 2, strcspn(colon + 2, "\n"));
    }
    if (file)
        fclose(file);
    return name ? name : json_string("unknown");
}

static json_t *find_system(void)
{
    struct utsname u = {0};
    uname(&u);
    return json_sprintf("%s %s %s", u.sysname, u.release, u.machine);
}

static json_t *find_sets(void)
{
    json_t *list = json_array();
    for (int isa = 0; list && isa < CRIA_ISAS; isa++)
        if (cria_cpu_backend_for((cria_isa)isa))
            json_array_append_new(list, json_string(cria_isa_name((cria_isa)isa)));
    return list;
}

// The set that the CPU backend in use was compiled for.
static cria_isa chosen_set(void)
{
    const cria_backend *chosen = cria_cpu_backend();
    for (int isa = 0; isa < CRIA_ISAS; isa++)
        if (cria_cpu_backend_for((cria_isa)isa) == chosen)
            return (cria_isa)isa;
    return CRIA_ISA_GENERIC;
}

static const char *reason(const char *variable, const char *otherwise)
{
    const char *value = getenv(variable);
    return value && *value ? variable : otherwise;
}

// A thing and why it is so; in text "name (why)".
static json_t *named(const char *name, const char *why)
{
    return json_pack("{s:s, s:s}", "name", name, "why", why);
}

static json_t *find_chosen_set(void)
{
    return named(cria_isa_name(chosen_set()), reason("CRIA_ISA", "the best this machine has"));
}

static json_t *find_product(void)
{
    return named(cria_gemm_chosen(chosen_set())->name,
                 reason("CRIA_GEMM", "the default: its bits do not depend on threads"));
}

static json_t *find_product_libraries(void)
{
    json_t *list = json_array();
    for (const cria_gemm_provider *p = cria_gemm_libraries(); list && p->name; p++)
        json_array_append_new(list, json_string(p->name));
    return list;
}

static json_t *find_threads(void)
{
    return json_integer(cria_threads());
}

static json_t *find_processors(void)
{
    return json_integer(sysconf(_SC_NPROCESSORS_ONLN));
}

static json_t *find_memory(void)
{
    return json_integer((json_int_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE));
}

static json_t *find_free_memory(void)
{
    return json_integer((json_int_t)cria_memory_available());
}

// Each device by name, with what keeps it from being used.
static json_t *find_devices(void)
{
    static const char *const names[] = {"cpu", "cuda:0"};
    json_t *list = json_array();
    for (size_t i = 0; list && i < sizeof names / sizeof *names; i++) {
        const cria_backend *backend;
        const cria_status status = cria_device_open(&backend, names[i]);
        const char *why = status == CRIA_OK ? "usable" : cria_message();
        json_t *device = named(names[i], why);
        json_object_set_new(device, "usable", json_boolean(status == CRIA_OK));
        json_array_append_new(list, device);
    }
    return list;
}

static json_t *find_energy(void)
{
    cria_energy e;
    cria_energy_open(&e);
    return json_string(cria_energy_known(&e) ? "RAPL" : "none that may be read");
}

static json_t *find_gnuplot(void)
{
    cria_buffer path = {0};
    const cria_status status = cria_plot_program(&path);
    json_t *found =
        json_string(status == CRIA_OK ? path.data : "missing: reports have no plots");
    cria_buffer_free(&path);
    return found;
}

static json_t *find_version(void)
{
    return json_string(CRIA_VERSION);
}

static json_t *find_compiler(void)
{
    return json_string(COMPILER);
}

static json_t *find_libraries(void)
{
    return json_string(CRIA_LIBRARIES);
}

static const struct {
    const char *key, *label;
    json_t *(*find)(void);
    bool bytes;
} rows[] = {
    {"version", "cria", find_version, false},
    {"compiler", "compiler", find_compiler, false},
    {"libraries", "libraries", find_libraries, false},
    {"system", "system", find_system, false},
    {"processor", "processor", find_processor, false},
    {"processors", "processors", find_processors, false},
    {"threads", "threads", find_threads, false},
    {"memory_bytes", "memory", find_memory, true},
    {"memory_free_bytes", "memory free", find_free_memory, true},
    {"instruction_sets", "instruction sets", find_sets, false},
    {"instruction_set", "kernels", find_chosen_set, false},
    {"matrix_product", "matrix product", find_product, false},
    {"matrix_product_libraries", "product libraries", find_product_libraries, false},
    {"devices", "devices", find_devices, false},
    {"energy_counter", "energy counter", find_energy, false},
    {"gnuplot", "gnuplot", find_gnuplot, false},
};

static cria_status examine(json_t *findings)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CRIA_TRY(cria_json_set(findings, rows[i].key, rows[i].find()));
    return CRIA_OK;
}

static void print_value(const json_t *value, bool bytes)
{
    if (bytes)
        printf("%.1f GiB", (double)json_integer_value(value) / (1 << 30));
    else if (json_is_integer(value))
        printf("%lld", (long long)json_integer_value(value));
    else if (json_is_object(value))
        printf("%s (%s)", json_string_value(json_object_get(value, "name")),
               json_string_value(json_object_get(value, "why")));
    else
        fputs(json_string_value(value) ? json_string_value(value) : "", stdout);
}

static void print_row(size_t row, const json_t *value)
{
    printf("%-18s", rows[row].label);
    if (!json_is_array(value))
        print_value(value, rows[row].bytes);
    else if (json_array_size(value) == 0)
        fputs("none", stdout);
    for (size_t i = 0; i < json_array_size(value); i++) {
        fputs(i ? ", " : "", stdout);
        print_value(json_array_get(value, i), false);
    }
    putchar('\n');
}

static cria_status run(const invocation *call)
{
    json_t *findings;
    CRIA_TRY(cria_json_object(&findings));
    cria_status status = examine(findings);
    if (status == CRIA_OK && call->common->json)
        status = print_json(json_incref(findings));
    else
        for (size_t i = 0; i < sizeof rows / sizeof *rows && status == CRIA_OK; i++)
            print_row(i, json_object_get(findings, rows[i].key));
    json_decref(findings);
    return status;
}

const command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "show what this machine has and what cria uses of it",
    .example = "cria doctor --json",
    .run = run,
};
