/*
 * draw -- worlds drawn by chance, as scenarios of the published language
 *
 * People write down what they know to go wrong; a drawn world has what nobody thought of beside
 * each other. A seed gives a whole scenario: a post office and the way there, people on both sides,
 * letters of all kinds, what people do with post office and connector, and what breaks. Whatever
 * breaks is mended again, and an hour later no mail may be on its way any more. That, and what
 * always holds, is all that is expected; where letters may have been set aside on the way, only
 * the latter.
 *
 * What can be drawn is the rows of draw.def. Each is drawn or not for itself, so a new one changes
 * of other worlds only what comes behind it. The same seed gives the same bytes everywhere: all
 * chance is the stream "draw" of the seed.
 *
 * Owns    nothing; the text is added to the buffer.
 */
#ifndef SIM_DRAW_DRAW_H
#define SIM_DRAW_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

enum draw_row {
#define DRAW(name, chance, what) DRAW_##name,
#include "draw/draw.def"
#undef DRAW
    DRAW_COUNT
};
const char *draw_row_name(enum draw_row row);

/* drawn_out[row]: it is there; NULL: nobody asks. */
void draw_world(uint64_t seed, struct buffer *target, bool drawn_out[DRAW_COUNT]);

#endif
