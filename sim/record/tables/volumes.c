#include "record/tables/volumes.h"

const struct machine_volume *volumes_numbered(const struct network *network, uint16_t number,
                                              const struct machine **machine_out)
{
    const struct machine *machine = network_machine_of_volume(network, number);
    const struct machine_volume *on = machine != NULL ? machine->volumes : NULL;
    while (on != NULL && on->number != number) {
        on = on->next;
    }
    *machine_out = machine;
    return on;
}
