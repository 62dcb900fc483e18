#include "draw/draw.h"

#include "base/text.h"
#include "draw/draw_inside.h"

static const struct {
    const char *name;
    uint32_t chance;
    bool (*draw)(struct draw *draw);
} rows[DRAW_COUNT] = {
#define DRAW(name, chance, what) [DRAW_##name] = {#name, chance, draws_##name},
#include "draw/draw.def"
#undef DRAW
};

const char *draw_row_name(enum draw_row row)
{
    return rows[row].name;
}

/* In the order of time; what is drawn first of one instant comes first. */
static void write_steps(const struct draw *draw, struct buffer *target)
{
    for (uint32_t i = 0; i < draw->step_count; i++) {
        const uint64_t time_s = draw->steps[i].time_s;
        char when[24];
        REQUIRE(text_format(when, sizeof(when), "@%llum%02llus", (unsigned long long)time_s / 60,
                            (unsigned long long)time_s % 60));
        buffer_format(target, "  %-11s %s\n", when, draw->steps[i].text);
    }
}

static void write_scenario(const struct draw *draw, uint64_t seed, struct buffer *target)
{
    const unsigned long long number = seed;
    buffer_format(target, "# ccbench draw %llu\n", number);
    buffer_format(target, "scenario \"World %llu\"\n", number);
    buffer_format(target, "source   \"drawn by chance: ccbench draw %llu\"\n", number);
    buffer_format(target, "seed     %llu\n", number);
    buffer_format(target, "until    %um\n\nworld\n", DRAW_END / 60 + 1);
    buffer_add(target, draw->world.data, draw->world.size);
    buffer_text(target, "\nphase \"what happens\"\n");
    write_steps(draw, target);
    buffer_text(target, "\nphase \"and what must come of it\"\n");
    if (!draw->may_stay) {
        buffer_format(target, "  by @%um    expect  drained\n", DRAW_END / 60);
    }
    for (uint32_t i = 1; i <= draw->connectors; i++) {
        buffer_format(target, "  @%um       expect  state C%u running\n", DRAW_END / 60,
                      (unsigned)i);
    }
}

static void look_after_programs(struct draw *draw)
{
    static const uint64_t times[] = {DRAW_LIFTED + 10, DRAW_READING + 1790};
    for (size_t i = 0; i < ARRAY_COUNT(times); i++) {
        draw_at(draw, times[i], "do      boot EX1");
        if (draw->connectors == 2) {
            draw_at(draw, times[i], "do      boot EX2");
        }
        if (draw->far.count > 0) {
            draw_at(draw, times[i], "do      boot MAILROOM");
        }
    }
}

void draw_world(uint64_t seed, struct buffer *target, bool drawn_out[DRAW_COUNT])
{
    static const uint32_t intensities[] = {0, 40, 100, 100, 200};
    struct arena arena = {0};
    struct draw *draw = arena_new(&arena, struct draw);
    draw->arena = &arena;
    prng_init(&draw->prng, seed, "draw");
    buffer_init(&draw->world, &arena);
    draw->way = (enum draw_way)draw_below(draw, DRAW_WAYS);
    draw->is_db8 = draw_chance(draw, 40);
    draw->intensity = DRAW_PICK(draw, intensities);
    for (size_t row = 0; row < DRAW_COUNT; row++) {
        const bool is_step = row > DRAW_mail && rows[row].chance < 100;
        const uint32_t chance =
            is_step ? rows[row].chance * draw->intensity / 100 : rows[row].chance;
        const bool is_drawn = draw_chance(draw, chance) && rows[row].draw(draw);
        if (drawn_out != NULL) {
            drawn_out[row] = is_drawn;
        }
    }
    if (draw->hangs) {
        look_after_programs(draw);
    }
    if (draw->keeps) {
        draw_at(draw, DRAW_LIFTED + 20, "do      boot %s", draw->server);
        draw_at(draw, DRAW_READING + 1795, "do      boot %s", draw->server);
    }
    write_scenario(draw, seed, target);
    arena_release(&arena);
}
