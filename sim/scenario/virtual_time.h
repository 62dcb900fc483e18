/*
 * virtual_time -- times as scenarios write them
 *
 * A time is at least one of: int d, int h, int m, int s, int ms, each at most once and in this
 * order: "1m30s".
 *
 * Units   microseconds of virtual time.
 * Limits  at most VIRTUAL_TIME_MAX_US (100 years of 365 days).
 */
#ifndef SIM_SCENARIO_VIRTUAL_TIME_H
#define SIM_SCENARIO_VIRTUAL_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define VIRTUAL_TIME_MAX_US (UINT64_C(36500) * 86400 * 1000000)

enum { VIRTUAL_TIME_TEXT_SIZE = 64 };

bool virtual_time_parse(const char *text, uint64_t *time_us_out);
/* "1m30s"; "0s"; below a millisecond the rest is left out. */
void virtual_time_text(uint64_t time_us, char text_out[VIRTUAL_TIME_TEXT_SIZE]);

#endif
