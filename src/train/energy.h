// energy.h owns the energy counter of the machine: Intel's and AMD's RAPL by way of Linux'
// powercap, where it may be read; else the energy is unknown.
#ifndef CRIA_TRAIN_ENERGY_H
#define CRIA_TRAIN_ENERGY_H

#include <stdbool.h>

enum { CRIA_ENERGY_ZONES = 16 };

typedef struct cria_energy {
    int zones; // processor packages; 0: unknown
    int zone[CRIA_ENERGY_ZONES];
    double last[CRIA_ENERGY_ZONES], range[CRIA_ENERGY_ZONES]; // microjoules
} cria_energy;

void cria_energy_open(cria_energy *e);
bool cria_energy_known(const cria_energy *e);
// cria_energy_take: joules of all packages since the last call (or open). The counters wrap
// after minutes to hours, so call it more often than that.
double cria_energy_take(cria_energy *e);

#endif
