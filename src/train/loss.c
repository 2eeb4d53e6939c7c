// loss.c: see loss.h.
#include "train/loss.h"

#include <math.h>
#include <stdlib.h>

static cria_status parse_weight(double *out, const char *text)
{
    char *end;
    *out = strtod(text, &end);
    if (end == text || *end || !isfinite(*out) || *out <= 0)
        return cria_fail(CRIA_EARG, "teacher-weight '%s' is not a number above 0", text);
    return CRIA_OK;
}

static cria_status set_weights(cria_loss_attr *attr, const cria_distill_settings *d)
{
    const int given = d->teacher_weight.count;
    if (given && given != attr->teachers)
        return cria_fail(CRIA_EARG,
                         "%d teachers but %d weights: give one --teacher-weight a "
                         "teacher, or none",
                         attr->teachers, given);
    double weight[CRIA_TEACHERS_MAX], sum = 0;
    for (int i = 0; i < attr->teachers; i++) {
        weight[i] = 1;
        if (given)
            CRIA_TRY(parse_weight(&weight[i], d->teacher_weight.item[i]));
        sum += weight[i];
    }
    for (int i = 0; i < attr->teachers; i++)
        attr->weight[i] = (float)(weight[i] / sum);
    return CRIA_OK;
}

cria_status cria_loss_form_make(cria_loss_form *out, const cria_distill_settings *d)
{
    *out = (cria_loss_form){.alpha = 1, .attr.temperature = 1};
    if (!d)
        return CRIA_OK;
    if (d->teacher.count < 1 || d->teacher.count > CRIA_TEACHERS_MAX)
        return cria_fail(CRIA_EARG,
                         "%d teachers given: distillation needs 1 to %d (--teacher DIR)",
                         d->teacher.count, CRIA_TEACHERS_MAX);
    out->alpha = d->alpha;
    out->reduction = (cria_reduction)d->kd_reduction;
    out->attr.teachers = d->teacher.count;
    out->attr.mix = (cria_mix)d->mix;
    out->attr.temperature = (float)d->temperature;
    return set_weights(&out->attr, d);
}

static double share(double factor, int64_t count)
{
    return count > 0 ? factor / (double)count : 0;
}

// The factor of the summed divergence in KD.
static double kd_factor(const cria_loss_form *form, const cria_batch_counts *tally)
{
    const double t = (double)form->attr.temperature;
    const bool batch = form->reduction == CRIA_REDUCTION_BATCHMEAN;
    return form->attr.teachers ? share(t * t, batch ? tally->sequences : tally->positions) : 0;
}

void cria_loss_scale(const cria_loss_form *form, const cria_batch_counts *tally, float scale[2])
{
    scale[0] = (float)share(form->alpha, tally->targets);
    scale[1] = (float)((1 - form->alpha) * kd_factor(form, tally));
}

void cria_loss_add(cria_loss_sums *sums, const cria_batch *batch, const float *parts)
{
    const size_t n = (size_t)batch->rows * (size_t)batch->length;
    for (size_t i = 0; i < n; i++) {
        sums->ce += batch->target[i] >= 0 ? (double)parts[2 * i] : 0;
        sums->kl += batch->mask[i] ? (double)parts[2 * i + 1] : 0;
    }
    sums->tally.sequences += batch->tally.sequences;
    sums->tally.positions += batch->tally.positions;
    sums->tally.targets += batch->tally.targets;
}

cria_loss_values cria_loss_evaluate(const cria_loss_form *form, const cria_loss_sums *sums)
{
    cria_loss_values v = {
        .ce = share(sums->ce, sums->tally.targets),
        .kd = kd_factor(form, &sums->tally) * sums->kl,
        .kl = share(sums->kl, sums->tally.positions),
    };
    v.loss = form->alpha * v.ce + (1 - form->alpha) * v.kd;
    return v;
}
