// plot.c: see plot.h. Script, data and result live in a folder of their own under TMPDIR, which
// is gone afterwards.
#include "publish/plot.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"

#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { SVG_BYTES_MAX = 64 << 20, SECONDS_MAX = 30, MESSAGE_BYTES = 300 };

// Middle tones, told apart by most colour-blind readers, on paper as on black.
static const char *const colours[] = {"3f84c6", "d98324", "2f9e77", "b0629f",
                                      "c4504e", "8a8f2a", "6b6fd0", "7d7d7d"};
enum { COLOURS = sizeof colours / sizeof *colours };

// ---- the program

static cria_status try_folder(cria_buffer *out, const char *folder, size_t length)
{
    cria_buffer_reset(out);
    CRIA_TRY(cria_buffer_append(out, length ? folder : ".", length ? length : 1));
    return cria_buffer_puts(out, "/gnuplot");
}

cria_status cria_plot_program(cria_buffer *out)
{
    const char *path = getenv("PATH");
    cria_buffer file = {0};
    cria_status status = CRIA_OK;
    bool found = false;
    for (const char *at = path; at && status == CRIA_OK && !found;) {
        const size_t length = strcspn(at, ":");
        status = try_folder(&file, at, length);
        found = status == CRIA_OK && access(file.data, X_OK) == 0 &&
                !cria_path_is_directory(file.data);
        at = at[length] ? at + length + 1 : NULL;
    }
    if (status == CRIA_OK)
        status = found ? cria_buffer_puts(out, file.data)
                       : cria_fail(CRIA_EFAIL, "gnuplot is not installed (not found in PATH)");
    cria_buffer_free(&file);
    return status;
}

// ---- script and data

// Text in gnuplot's single quotes, inside which only the quote itself means anything.
static cria_status put_quoted(cria_buffer *out, const char *text)
{
    CRIA_TRY(cria_buffer_putc(out, '\''));
    for (; *text; text++)
        CRIA_TRY(cria_buffer_puts(out, *text == '\'' ? "''" : (char[]){*text, '\0'}));
    return cria_buffer_putc(out, '\'');
}

// A name from a manifest: what could be more than a name to gnuplot or to XML is replaced.
static cria_status put_title(cria_buffer *out, const char *text)
{
    CRIA_TRY(cria_buffer_putc(out, '\''));
    for (; *text; text++) {
        const bool plain = (unsigned char)*text >= 0x80 || isalnum((unsigned char)*text) ||
                           strchr(" ._-+/():,", *text);
        CRIA_TRY(cria_buffer_putc(out, plain ? *text : '.'));
    }
    return cria_buffer_putc(out, '\'');
}

static cria_status put_style(cria_buffer *out, const cria_plot_line *line)
{
    const char *colour = colours[line->colour % COLOURS];
    if (line->strong)
        return cria_buffer_printf(out, " with linespoints lw 2 pt 7 ps 0.45 lc rgb '#%s'",
                                  colour);
    return cria_buffer_printf(out, " with lines lw 1 lc rgb '#68%s'", colour);
}

static cria_status put_line(cria_buffer *out, const char *data, const cria_plot *plot,
                            size_t index)
{
    const cria_plot_line *line = &plot->line[index];
    CRIA_TRY(cria_buffer_puts(out, index ? ", \\\n  " : "plot "));
    CRIA_TRY(put_quoted(out, data));
    CRIA_TRY(cria_buffer_printf(out, " index %zu using ($1/%.9g):2", index, plot->x_unit));
    CRIA_TRY(put_style(out, line));
    if (!line->title)
        return cria_buffer_puts(out, " notitle");
    CRIA_TRY(cria_buffer_puts(out, " title "));
    return put_title(out, line->title);
}

static cria_status put_script(cria_buffer *out, const cria_plot *plot, const char *data,
                              const char *svg)
{
    CRIA_TRY(cria_buffer_printf(
        out,
        "set encoding utf8\n"
        "set terminal svg noenhanced size 860,320 name '%s' "
        "font 'sans-serif,13'\n"
        "set border 3 lc rgb '#808080'\n"
        "set tics nomirror out scale 0.6 textcolor rgb '#808080'\n"
        "set grid y lc rgb '#30808080' lt 1 lw 0.5\n"
        "set key inside right top Left reverse samplen 2 textcolor rgb '#808080'\n"
        "set xrange [0:*]\n"
        "set offsets 0, 0, graph 0.03, graph 0.03\n",
        plot->name));
    CRIA_TRY(cria_buffer_puts(out, "set output "));
    CRIA_TRY(put_quoted(out, svg));
    CRIA_TRY(cria_buffer_puts(out, "\nset xlabel textcolor rgb '#808080' "));
    CRIA_TRY(put_quoted(out, plot->x_label));
    CRIA_TRY(cria_buffer_puts(out, "\nset ylabel textcolor rgb '#808080' "));
    CRIA_TRY(put_quoted(out, plot->y_label));
    CRIA_TRY(cria_buffer_putc(out, '\n'));
    for (size_t i = 0; i < plot->lines; i++)
        CRIA_TRY(put_line(out, data, plot, i));
    return cria_buffer_putc(out, '\n');
}

// One block of "x y" lines for each plot line, two blank lines between them.
static cria_status put_data(cria_buffer *out, const cria_plot *plot)
{
    for (size_t i = 0; i < plot->lines; i++) {
        const cria_plot_line *line = &plot->line[i];
        for (size_t k = 0; k < line->count; k++)
            CRIA_TRY(cria_buffer_printf(out, "%.9g %.9g\n", line->x[k], line->y[k]));
        CRIA_TRY(cria_buffer_puts(out, "\n\n"));
    }
    return CRIA_OK;
}

// ---- the child process

typedef struct workplace {
    char *folder, *script, *data, *svg, *errors;
} workplace;

static cria_status workplace_open(workplace *w)
{
    const char *under = getenv("TMPDIR");
    CRIA_TRY(cria_path_join(&w->folder, under && *under ? under : "/tmp", "cria-plot-XXXXXX"));
    if (!mkdtemp(w->folder)) {
        cria_free(w->folder);
        w->folder = NULL;
        return cria_fail_errno("cannot make a temporary folder");
    }
    CRIA_TRY(cria_path_join(&w->script, w->folder, "script.gp"));
    CRIA_TRY(cria_path_join(&w->data, w->folder, "data.txt"));
    CRIA_TRY(cria_path_join(&w->svg, w->folder, "plot.svg"));
    return cria_path_join(&w->errors, w->folder, "errors.txt");
}

static cria_status workplace_close(workplace *w, cria_status status)
{
    if (w->folder) {
        const cria_status removed = cria_directory_remove(w->folder);
        status = status == CRIA_OK ? removed : status;
    }
    cria_free(w->folder);
    cria_free(w->script);
    cria_free(w->data);
    cria_free(w->svg);
    cria_free(w->errors);
    return status;
}

static cria_status start(pid_t *child, const char *program, const workplace *w)
{
    // -d: what the user's own gnuplot settings say does not count.
    char *const arguments[] = {(char[]){"gnuplot"}, (char[]){"-d"}, w->script, NULL};
    posix_spawn_file_actions_t files;
    int failed = posix_spawn_file_actions_init(&files);
    if (failed)
        return cria_fail(CRIA_ENOMEM, "gnuplot cannot be started: %s", strerror(failed));
    failed = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!failed)
        failed = posix_spawn_file_actions_addopen(&files, STDERR_FILENO, w->errors,
                                                  O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (!failed)
        failed = posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
    if (!failed)
        failed = posix_spawn(child, program, &files, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed)
        return cria_fail(CRIA_EFAIL, "gnuplot cannot be started: %s", strerror(failed));
    return CRIA_OK;
}

static cria_status finish(pid_t child, const workplace *w)
{
    const double deadline = cria_clock() + SECONDS_MAX;
    int result = 0;
    pid_t ended = 0;
    while ((ended = waitpid(child, &result, WNOHANG)) == 0 && cria_clock() < deadline)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    if (ended == 0) {
        kill(child, SIGKILL);
        waitpid(child, &result, 0);
        return cria_fail(CRIA_EFAIL, "gnuplot took longer than %d seconds", SECONDS_MAX);
    }
    if (ended == child && WIFEXITED(result) && WEXITSTATUS(result) == 0)
        return CRIA_OK;
    cria_buffer said = {.max_bytes = 1 << 20};
    const cria_status status = cria_file_read(&said, w->errors, 1 << 20);
    const char *text = status == CRIA_OK && said.data ? said.data : "";
    text += strspn(text, " \t\r\n");
    cria_warning("gnuplot: %.*s", MESSAGE_BYTES, text);
    cria_buffer_free(&said);
    return cria_fail(CRIA_EFAIL, "gnuplot failed");
}

static cria_status draw(cria_buffer *out, const cria_plot *plot, const char *program,
                        const workplace *w)
{
    pid_t child;
    cria_buffer text = {0};
    cria_status status = put_data(&text, plot);
    if (status == CRIA_OK)
        status = cria_file_write(w->data, text.data, text.length);
    cria_buffer_reset(&text);
    if (status == CRIA_OK)
        status = put_script(&text, plot, w->data, w->svg);
    if (status == CRIA_OK)
        status = cria_file_write(w->script, text.data, text.length);
    cria_buffer_free(&text);
    if (status == CRIA_OK)
        status = start(&child, program, w);
    if (status == CRIA_OK)
        status = finish(child, w);
    return status == CRIA_OK ? cria_file_read(out, w->svg, SVG_BYTES_MAX) : status;
}

cria_status cria_plot_svg(cria_buffer *out, const cria_plot *plot)
{
    cria_buffer program = {0};
    workplace w = {0};
    cria_status status = cria_plot_program(&program);
    if (status == CRIA_OK)
        status = workplace_open(&w);
    if (status == CRIA_OK)
        status = draw(out, plot, program.data, &w);
    status = workplace_close(&w, status);
    cria_buffer_free(&program);
    return status;
}
