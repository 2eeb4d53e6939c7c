// plot.h owns line plots: data in, an SVG out. gnuplot draws them, as a child process.
#ifndef CRIA_PUBLISH_PLOT_H
#define CRIA_PUBLISH_PLOT_H

#include "base/buffer.h"

#include <stdint.h>

// cria_plot_line: `count` points, x rising. `title` NULL: not in the legend.
typedef struct cria_plot_line {
    const char *title;
    const double *x, *y;
    size_t count;
    int colour;  // lines of one number have one colour
    bool strong; // thick, with its points marked; else thin and pale
} cria_plot_line;

typedef struct cria_plot {
    const char *name; // letters, digits and '_': unique among the plots of one page
    const char *x_label, *y_label;
    double x_unit; // the axis counts in these
    const cria_plot_line *line;
    size_t lines;
} cria_plot;

// cria_plot_svg appends the plot as SVG, with colours that suit light and dark pages.
// CRIA_EFAIL: gnuplot is not installed, failed, or took longer than half a minute.
CRIA_MUSTUSE cria_status cria_plot_svg(cria_buffer *out, const cria_plot *plot);

// cria_plot_program appends where gnuplot is in PATH; CRIA_EFAIL when it is not there.
CRIA_MUSTUSE cria_status cria_plot_program(cria_buffer *out);

#endif
