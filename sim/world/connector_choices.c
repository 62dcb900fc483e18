#include "world/connector_choices.h"

#include "base/text.h"
#include "ccmc/choices.h"
#include "ccmc/quirks.h"
#include "host/host.h"
#include "world/connector.h"
#include "world/world.h"

static const struct {
    const char *assumption;
    const char *value;
} rows[CHOICE_COUNT] = {
#define CHOICE(name, assumption, value, what) {(assumption), (value)},
#include "ccmc/choices.def"
#undef CHOICE
};

uint32_t connector_choices(struct world *world)
{
    uint32_t choices = 0;
    for (uint32_t i = 0; world->assumptions_set != 0 && i < CHOICE_COUNT; i++) {
        enum assumption id = ASSUMPTION_COUNT;
        REQUIRE(assumption_find(rows[i].assumption, &id) != NULL);
        choices |= world_assumes(world, id, rows[i].value) ? choices_bit((enum choice)i) : 0;
    }
    return choices;
}

uint32_t connector_assumed_quirks(struct world *world)
{
    return world_assumes(world, ASSUME_RC1_REMOVES_CCM, "no") ? UINT32_C(1) << QUIRK_IMPORT_LOOP
                                                              : 0;
}

uint64_t connector_hung_us(struct world *world)
{
    return world_assumes(world, ASSUME_HUNG_PROGRAM, "waits") ? UINT64_MAX / 4 : 0;
}

uint32_t connector_quirks(const struct world *world, const struct connector *connector)
{
    const uint32_t off = world->quirks.connector_off | connector->host->fixes.connector_mended;
    return (quirks_of(connector->version, connector->build) | world->quirks.connector_on) & ~off;
}

bool connector_store_loses(const struct world *world, const struct connector *connector)
{
    return connector->host->is_low_on_memory &&
           quirks_have(connector_quirks(world, connector), QUIRK_STORE_LOSES);
}

uint64_t connector_low_space(struct world *world, const struct connector *connector)
{
    uint64_t megabytes = 0;
    if (quirks_have(connector_quirks(world, connector), QUIRK_FREE_SPACE_32)) {
        (void)text_to_u64(world_assumption(world, ASSUME_LOW_SPACE), &megabytes);
    }
    return megabytes << 20;
}
