// energy.c: see energy.h.
#include "train/energy.h"

#include <stdio.h>

// One number from a file of zone `zone`; false when it cannot be read.
static bool read_number(int zone, const char *file, double *out)
{
    char path[96];
    snprintf(path, sizeof path, "/sys/class/powercap/intel-rapl:%d/%s", zone, file);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    const bool read = fscanf(f, "%lf", out) == 1;
    fclose(f);
    return read;
}

void cria_energy_open(cria_energy *e)
{
    *e = (cria_energy){0};
    for (int zone = 0; zone < CRIA_ENERGY_ZONES; zone++) {
        const int at = e->zones;
        if (!read_number(zone, "energy_uj", &e->last[at]) ||
            !read_number(zone, "max_energy_range_uj", &e->range[at]))
            continue;
        e->zone[at] = zone;
        e->zones++;
    }
}

bool cria_energy_known(const cria_energy *e)
{
    return e->zones > 0;
}

double cria_energy_take(cria_energy *e)
{
    double sum = 0;
    for (int i = 0; i < e->zones; i++) {
        double now;
        if (!read_number(e->zone[i], "energy_uj", &now))
            continue;
        const double used = now - e->last[i];
        sum += used >= 0 ? used : used + e->range[i];
        e->last[i] = now;
    }
    return sum * 1e-6;
}
