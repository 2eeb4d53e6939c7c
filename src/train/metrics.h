// metrics.h owns what a run writes while it works: metrics.jsonl and TensorBoard events.
//
// metrics.jsonl, one object a line: {"step", "tokens", "split": "train" | "eval", "name",
// "value", "wall": seconds since 1970}. A resumed run cuts the file to the checkpoint's length
// first, so that it reads as if the run had never stopped (but for "wall" and the speeds).
#ifndef CRIA_TRAIN_METRICS_H
#define CRIA_TRAIN_METRICS_H

#include "base/status.h"

#include <stdint.h>

typedef struct cria_metrics cria_metrics;

typedef struct cria_metric {
    const char *name; // a constant without quotes
    double value;     // one that is not finite is left out
} cria_metric;

// cria_metrics_open keeps the first `keep_bytes` of RUN/metrics.jsonl and appends behind them.
CRIA_MUSTUSE cria_status cria_metrics_open(cria_metrics **out, const char *run,
                                           int64_t keep_bytes);
CRIA_MUSTUSE cria_status cria_metrics_put(cria_metrics *m, int64_t step, int64_t tokens,
                                          const char *split, const cria_metric *metrics,
                                          int count);
// cria_metrics_sync: everything is on disk; *bytes is the length of metrics.jsonl.
CRIA_MUSTUSE cria_status cria_metrics_sync(cria_metrics *m, int64_t *bytes);
void cria_metrics_close(cria_metrics *m);

#endif
