/*
 * letter -- one letter of a `mail` line: what it is called, who wrote it, and its two forms
 *
 * The form of Exchange (port/exchange_message.h), and the file that a cc:Mail user's program stores
 * at the post office.
 *
 * Owns    nothing; all lies on the world's arena.
 */
#ifndef SIM_WORLD_LETTER_H
#define SIM_WORLD_LETTER_H

#include "base/text.h"
#include "world/mail.h"

struct connector;

struct letter {
    const struct mail *mail;
    const char *subject;
    const char *from; /* its writer */
    const struct mail_recipient *recipients;
    uint32_t recipient_count;
    const struct mail_item *items;
    uint32_t item_count;
    int64_t date_ms;
};

/* The next letter of a mail that has its defaults. */
void letter_make(struct world *world, const struct mail *mail, struct letter *letter_out);
/* That it goes or comes by; NULL: there is none. */
struct connector *letter_connector(struct world *world, const struct letter *letter);
/* At a post office: what stands behind From:, UTF-8. */
const char *letter_sender(struct world *world, const struct letter *letter);
/* How a recipient is written who is neither at cc:Mail nor in the address list: "SMTP:a@b.example".
 */
extern const char letter_smtp_type[];
/* As Exchange has it; *names_out are those of its recipients who are no lists. */
struct exchange_message letter_exchange(struct world *world, const struct letter *letter,
                                        const char ***names_out, uint32_t *count_out);
/* As the cc:Mail client writes it, in the post office's code page. */
struct bytes letter_ccm(struct world *world, const struct letter *letter, enum text_code_page page);

#endif
