// run_fixture.h owns a small finished run, written by hand: a teacher, and two seeds each of a
// plain and a distilled student, examined on three paradigms. Names hold markup on purpose.
#ifndef CRIA_TESTS_PUBLISH_RUN_FIXTURE_H
#define CRIA_TESTS_PUBLISH_RUN_FIXTURE_H

#include "base/status.h"

// fixture_write makes the run in the scratch folder's `name`.
void fixture_write(const char *folder);
// fixture_file writes FOLDER/NAME, with the folders it needs.
void fixture_file(const char *folder, const char *name, const char *text);
// fixture_replace writes FOLDER/manifest.json again with `from` replaced by `to`; fails the
// test when it is not there.
void fixture_replace(const char *folder, const char *from, const char *to);

#endif
