/* Chances, names and lines: what all rows are written with. */
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "draw/draw_inside.h"

uint64_t draw_below(struct draw *draw, uint64_t bound)
{
    return prng_below(&draw->prng, bound);
}

uint64_t draw_between(struct draw *draw, uint64_t first, uint64_t last)
{
    REQUIRE(first <= last);
    return first + prng_below(&draw->prng, last - first + 1);
}

bool draw_chance(struct draw *draw, uint32_t percent)
{
    return prng_below(&draw->prng, 100) < percent;
}

const char *draw_name(struct draw *draw, const struct draw_names *names)
{
    REQUIRE(names->count > 0);
    return names->names[draw_below(draw, names->count)];
}

void draw_names_add(struct draw_names *names, const char *name)
{
    if (names->count < DRAW_NAMES_MAX) {
        names->names[names->count++] = name;
    }
}

static const char *text_of(struct draw *draw, const char *format, va_list values)
    __attribute__((format(printf, 2, 0)));
static const char *text_of(struct draw *draw, const char *format, va_list values)
{
    char text[2000];
    REQUIRE(format_text(text, sizeof(text), format, values) < sizeof(text));
    return arena_text(draw->arena, text);
}

const char *draw_text(struct draw *draw, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *text = text_of(draw, format, values);
    va_end(values);
    return text;
}

void draw_line(struct draw *draw, const char *noun, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    buffer_format(&draw->world, "  %-11s %s\n", noun, text_of(draw, format, values));
    va_end(values);
}

static void add_step(struct draw *draw, uint64_t time_s, const char *text)
{
    REQUIRE(draw->step_count < DRAW_STEPS_MAX);
    uint32_t at = draw->step_count++;
    for (; at > 0 && draw->steps[at - 1].time_s > time_s; at--) {
        draw->steps[at] = draw->steps[at - 1];
    }
    draw->steps[at] = (struct draw_step){.time_s = time_s, .text = text};
}

void draw_at(struct draw *draw, uint64_t time_s, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    add_step(draw, time_s, text_of(draw, format, values));
    va_end(values);
}

uint64_t draw_time(struct draw *draw)
{
    return draw_between(draw, DRAW_TROUBLE, DRAW_TROUBLE_TO);
}

void draw_trouble(struct draw *draw, const char *broken, const char *mended)
{
    const uint64_t time_s = draw_time(draw);
    add_step(draw, time_s, broken);
    add_step(draw, time_s + draw_between(draw, 1, DRAW_CURED - DRAW_TROUBLE_TO), mended);
}

const char *draw_connector(struct draw *draw)
{
    return draw_text(draw, "C%u", (unsigned)draw_between(draw, 1, draw->connectors));
}
