// report_curves.h owns a model's course of training, read from its metrics.jsonl. For the
// report's files only.
#ifndef CRIA_PUBLISH_REPORT_CURVES_H
#define CRIA_PUBLISH_REPORT_CURVES_H

#include "publish/report_data.h"

// x in tokens seen. A curve has at most twice REPORT_CURVE_POINTS points: of a longer one,
// means of neighbours.
enum { REPORT_CURVE_POINTS = 300 };

typedef struct report_curve {
    double *x, *y;
    size_t count, x_capacity, y_capacity;
} report_curve;

typedef enum report_quantity {
    REPORT_CROSS_ENTROPY, // nats a token
    REPORT_DIVERGENCE,    // from the teachers, nats a position
    REPORT_QUANTITIES,
} report_quantity;

typedef struct report_curves {
    report_curve train[REPORT_QUANTITIES], eval[REPORT_QUANTITIES];
} report_curves;

// cria_report_curves_read: whatever can be read; a missing or broken file gives empty curves
// and broken lines are passed over. CRIA_ENOMEM. Free with cria_report_curves_free, failed or
// not.
CRIA_MUSTUSE cria_status cria_report_curves_read(report_curves *out, const report_data *data,
                                                 size_t model);
void cria_report_curves_free(report_curves *c);

#endif
