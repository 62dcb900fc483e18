/* The ledger's view of files: what lies in Submit, Import, Export and Bad, and what people carry
 * away. */
#include <string.h>

#include "base/text.h"
#include "ccmc/store.h"
#include "world/truth_inside.h"
#include "world/truth_subject.h"
#include "world/world.h"

static uint64_t file_id(uint16_t volume_number, volume_node node)
{
    return (uint64_t)volume_number << 32 | node;
}

static struct truth_file *file_find(const struct truth *truth, uint64_t id)
{
    return (void *)keyed_find(&truth->files, id);
}

static enum truth_place place_of_directory(const char *name)
{
    static const struct {
        const char *name;
        enum truth_place place;
    } places[] = {{"Submit", PLACE_SUBMIT},
                  {"Import", PLACE_IMPORT},
                  {"Export", PLACE_EXPORT},
                  {"Bad", PLACE_BAD}};
    const char first = text_upper_char(name[0]);
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        if (places[i].name[0] == first && text_equal(places[i].name, name)) {
            return places[i].place;
        }
    }
    return PLACE_NONE;
}

/* Is `directory` one of a connector's places of mail? */
static enum truth_place place_of_node(struct world *world, const struct volume *volume,
                                      volume_node directory, const struct connector **whose_out)
{
    const struct volume_info info = volume_info(volume, directory);
    const enum truth_place place = place_of_directory(info.name);
    if (place == PLACE_NONE) {
        return PLACE_NONE;
    }
    for (struct connector *c = world->connectors; c != NULL; c = c->next) {
        if (c->store_volume == NULL || c->store_volume->volume != volume) {
            continue;
        }
        if (c->store_node == info.parent || connector_store_node(world, c) == info.parent) {
            *whose_out = c;
            return place;
        }
    }
    return PLACE_NONE;
}

/* What the ledger looks at, by its name. */
enum kind { KIND_OTHER, KIND_MESSAGE, KIND_REPORT, KIND_BOOKMARK, KIND_TEMPORARY };

/* An extension of letters, as one number. */
#define EXTENSION(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

/* Asked of every file that is removed, renamed or closed. */
static enum kind kind_of(const char *name)
{
    const size_t length = strlen(name);
    if (length < 4 || name[length - 4] != '.') {
        return KIND_OTHER;
    }
    const char *extension = name + length - 3;
    switch (EXTENSION(extension[0] | ' ', extension[1] | ' ', extension[2] | ' ')) {
    case EXTENSION('c', 'c', 'm'):
        return KIND_MESSAGE;
    case EXTENSION('u', 'n', 'd'):
    case EXTENSION('n', 'd', 'r'): /* the message itself, withdrawn from IMPORT */
        return KIND_REPORT;
    case EXTENSION('b', 'k', 'm'):
        return KIND_BOOKMARK;
    case EXTENSION('t', 'm', 'p'):
        return KIND_TEMPORARY;
    case EXTENSION('d', 'a', 't'):
        return text_equal(name, po_export_file) ? KIND_BOOKMARK : KIND_OTHER;
    default:
        return KIND_OTHER;
    }
}

/* A notice of IMPORT, or what it could not read: it owes a report; in Bad, too, where it lies when
 * it could not be put. */
static bool is_report(struct world *world, const struct volume *volume,
                      const struct volume_info *info, enum kind kind)
{
    const struct connector *whose = NULL;
    const enum truth_place place =
        kind == KIND_REPORT ? place_of_node(world, volume, info->parent, &whose) : PLACE_NONE;
    return place == PLACE_IMPORT || place == PLACE_BAD;
}

static void file_count(struct truth *truth, const struct truth_file *file, int change)
{
    for (uint32_t i = 0; file->place != PLACE_NONE && i < file->letter_count; i++) {
        truth_move(truth, file->letters[i], file->place, change);
    }
}

static void file_add(struct truth *truth, struct truth_file *file, struct truth_letter *letter)
{
    if (file->letter_count == file->letter_capacity) {
        const uint32_t capacity = file->letter_capacity == 0 ? 4 : 2 * file->letter_capacity;
        struct truth_letter **letters =
            arena_array(truth->world->arena, struct truth_letter *, capacity);
        if (file->letter_count > 0) {
            memcpy(letters, file->letters, file->letter_count * sizeof(struct truth_letter *));
        }
        file->letters = letters;
        file->letter_capacity = capacity;
    }
    file->letters[file->letter_count++] = letter;
}

/* The letters whose subjects stand there; is one of them maimed? */
static bool subjects_read(struct truth *truth, struct truth_file *file, struct bytes bytes,
                          enum mail_direction direction)
{
    bool is_maimed = false;
    size_t offset = 0;
    const char *subject = truth_next_subject(bytes, &offset, &truth->scratch);
    for (; subject != NULL; subject = truth_next_subject(bytes, &offset, &truth->scratch)) {
        struct truth_letter *letter = truth_letter_find(truth, direction, subject);
        if (letter != NULL) {
            file_add(truth, file, letter);
            is_maimed = is_maimed || letter->is_maimed;
        }
    }
    return is_maimed;
}

/* What a declared quirk has broken. A rest without such a letter was cut off by something else, and
 * holds none. */
static void rest_read(struct truth *truth, struct truth_file *file, struct bytes rest,
                      enum mail_direction direction)
{
    const uint32_t before = file->letter_count;
    const bool is_maimed = subjects_read(truth, file, rest, direction);
    file->letter_count = is_maimed ? file->letter_count : before;
}

/* Reads the letters that a message file holds. A rest that was cut off is none: the ledger will
 * miss them. */
static void file_read(struct truth *truth, struct truth_file *file, const struct volume *volume,
                      volume_node node, enum mail_direction direction)
{
    uint64_t size = 0;
    const uint8_t *data = volume_contents(volume, node, &size);
    const struct bytes bytes = {.data = data, .size = (size_t)size};
    size_t offset = 0;
    const char *subject = NULL;
    file->letter_count = 0;
    do {
        subject = truth_subject(bytes, &offset, &truth->scratch);
        struct truth_letter *letter =
            subject != NULL ? truth_letter_find(truth, direction, subject) : NULL;
        if (letter != NULL) {
            file_add(truth, file, letter);
        }
    } while (subject != NULL);
    bool is_maimed = false;
    for (uint32_t i = 0; i < file->letter_count; i++) {
        is_maimed = is_maimed || file->letters[i]->is_maimed;
    }
    if (is_maimed) { /* sizes lead astray: all of it by its subjects */
        file->letter_count = 0;
        offset = 0;
    }
    if (offset < bytes.size) {
        const struct bytes rest = {.data = bytes.data + offset, .size = bytes.size - offset};
        rest_read(truth, file, rest, direction);
    }
}

static struct truth_file *file_new(struct truth *truth, uint64_t id)
{
    struct truth_file *file = truth->free_files;
    if (file != NULL) {
        truth->free_files = file->next_free;
    } else {
        file = arena_new(truth->world->arena, struct truth_file);
    }
    file->place = PLACE_NONE;
    file->letter_count = 0;
    keyed_add(&truth->files, &file->by_node, id);
    return file;
}

const struct truth_file *truth_file_at(struct truth *truth, uint16_t volume_number,
                                       volume_node node)
{
    return file_find(truth, file_id(volume_number, node));
}

static void file_forget(struct truth *truth, struct truth_file *file)
{
    keyed_remove(&truth->files, &file->by_node);
    file->next_free = truth->free_files;
    truth->free_files = file;
}

/* Looks at one file again: where it is, what it holds. */
static void file_look(struct world *world, const struct volume *volume, uint16_t volume_number,
                      volume_node node, bool contents_changed)
{
    struct truth *truth = world->truth;
    const struct volume_info info = volume_info(volume, node);
    if (info.name == NULL || info.is_directory || kind_of(info.name) != KIND_MESSAGE) {
        return; /* without a name: it was deleted, and went with its last handle */
    }
    const struct connector *whose = NULL;
    const enum truth_place place = place_of_node(world, volume, info.parent, &whose);
    const uint64_t id = file_id(volume_number, node);
    struct truth_file *file = file_find(truth, id);
    if (file == NULL && place == PLACE_NONE) {
        return; /* no mail of ours */
    }
    const bool is_new = file == NULL;
    file = is_new ? file_new(truth, id) : file;
    file_count(truth, file, -1);
    if (is_new || contents_changed) {
        const bool is_out = place == PLACE_SUBMIT || place == PLACE_IMPORT;
        file_read(truth, file, volume, node, is_out ? MAIL_OUT : MAIL_IN);
        for (uint32_t i = 0; place != PLACE_NONE && i < file->letter_count; i++) {
            truth_taken_back(truth, file->letters[i]);
        }
    }
    file->place = place != PLACE_NONE ? place : PLACE_SET_ASIDE;
    file->connector = whose;
    file_count(truth, file, 1);
}

/* A person had it in hand: its letters may come late. */
static void file_excuse(struct truth *truth, uint64_t id)
{
    const struct truth_file *file = file_find(truth, id);
    for (uint32_t i = 0; file != NULL && i < file->letter_count; i++) {
        file->letters[i]->is_excused = true;
    }
}

/* A person has put it where a program will take it from: who has its letters already gets them
 * again. */
static void brought(const struct truth *truth, uint64_t id)
{
    const struct truth_file *file = file_find(truth, id);
    const bool is_taken_up =
        file != NULL && file->place != PLACE_BAD && file->place != PLACE_SET_ASIDE;
    for (uint32_t i = 0; is_taken_up && i < file->letter_count; i++) {
        truth_copy_brought(truth, file->letters[i]);
    }
}

void truth_brought(struct world *world, const struct fs_way *way, volume_node node)
{
    brought(world->truth, file_id(way->volume_number, node));
}

/* While its .TMP file is there, what EXPORT had in hand is not exported. It gets its name, and a
 * person has it who ran EXPORT; or a person takes it away, and takes it on himself that it counts
 * as exported (bookmark.h). */
static void note_forgone(const struct truth_touch *touch)
{
    const bool is_his = touch->unnamed != NULL && (touch->by_person || !touch->is_removed);
    for (uint32_t i = 0; is_his && i < touch->unnamed->letter_count; i++) {
        struct truth_letter *letter = touch->unnamed->letters[i];
        letter->is_forgone = letter->is_forgone || letter->at[PLACE_PO_QUEUE] > 0;
    }
}

/* In a queue that a Router empties lies mail of both directions. */
static struct truth_file *unnamed_read(struct truth *truth, const struct truth_touch *touch)
{
    struct truth_file *file = arena_new(&truth->scratch, struct truth_file);
    struct truth_file out = {0};
    file_read(truth, file, touch->volume, touch->node, MAIL_IN);
    file_read(truth, &out, touch->volume, touch->node, MAIL_OUT);
    for (uint32_t i = 0; i < out.letter_count; i++) {
        file_add(truth, file, out.letters[i]);
    }
    return file;
}

/* A person takes a report away: those whom it names are told nothing. */
static void forgo_report(struct truth *truth, const struct truth_touch *touch)
{
    struct truth_file file = {0};
    uint64_t size = 0;
    const uint8_t *data = volume_contents(touch->volume, touch->node, &size);
    (void)subjects_read(truth, &file, (struct bytes){.data = data, .size = (size_t)size}, MAIL_OUT);
    for (uint32_t i = 0; i < file.letter_count; i++) {
        file.letters[i]->is_forgone = true;
        truth_letter_touch(truth, file.letters[i]);
    }
}

struct truth_touch truth_touch_before(struct process *process, struct fs_call *call)
{
    struct world *world = process->world;
    const bool by_program = process_is_of_person(process);
    struct truth_touch touch = {.volume = call->way->volume,
                                .volume_number = call->way->volume_number,
                                .by_person = process->kind == PROCESS_PERSON};
    touch.node = fs_find(call) == ST_OK ? call->place.node : 0;
    if (touch.node != 0) {
        const struct volume_info info = volume_info(touch.volume, touch.node);
        const enum kind kind = kind_of(info.name);
        touch.is_report = is_report(world, touch.volume, &info, kind);
        touch.is_bookmark = kind == KIND_BOOKMARK;
        touch.parent = info.parent;
        if ((touch.by_person || by_program) && kind == KIND_TEMPORARY) {
            touch.unnamed = unnamed_read(world->truth, &touch);
        }
        if (touch.by_person && touch.is_report) {
            forgo_report(world->truth, &touch);
        }
        touch.usr = truth_usr_number(info.name);
    }
    return touch;
}

/* A notice, or a letter to cc:Mail by its name, that the service has set aside. */
static void look_for_dead(struct world *world, const struct truth_touch *touch,
                          const struct volume_info *info)
{
    const struct connector *whose = NULL;
    uint64_t size = 0;
    uint64_t queue_id = 0;
    const enum kind kind = kind_of(info->name);
    const bool is_outbound =
        kind == KIND_REPORT || (kind == KIND_MESSAGE && store_queue_id(info->name, &queue_id));
    if (is_outbound && !touch->by_person &&
        place_of_node(world, touch->volume, info->parent, &whose) == PLACE_BAD) {
        const uint8_t *data = volume_contents(touch->volume, touch->node, &size);
        truth_set_aside(world->truth, (struct bytes){.data = data, .size = (size_t)size});
    }
}

void truth_touch_after(struct world *world, const struct truth_touch *touch)
{
    world->ledger_turn++;
    struct truth *truth = world->truth;
    if (touch->node == 0) {
        return;
    }
    truth->reports_due -= touch->is_report ? 1 : 0;
    note_forgone(touch);
    truth->lost_bookmark = truth->lost_bookmark || (touch->by_person && touch->is_bookmark);
    if (!touch->is_removed) {
        const struct volume_info info = volume_info(touch->volume, touch->node);
        truth->reports_due += is_report(world, touch->volume, &info, kind_of(info.name)) ? 1 : 0;
        look_for_dead(world, touch, &info);
        file_look(world, touch->volume, touch->volume_number, touch->node, false);
        if (touch->by_person) {
            file_excuse(truth, file_id(touch->volume_number, touch->node));
        }
        if (touch->by_person && info.parent != touch->parent) {
            brought(truth, file_id(touch->volume_number, touch->node));
        }
        return;
    }
    if (touch->usr != 0) {
        truth_usr_removed(world, touch);
    }
    const uint64_t id = file_id(touch->volume_number, touch->node);
    struct truth_file *file = file_find(truth, id);
    if (file == NULL) {
        return;
    }
    file_count(truth, file, -1);
    if (touch->by_person) {
        for (uint32_t i = 0; i < file->letter_count; i++) {
            truth_end(truth, file->letters[i], NULL, PLACE_NONE);
            /* If what IMPORT has put there is lost with the server's power, it was the only copy.
             */
            file->letters[i]->is_forgone |= file->place == PLACE_IMPORT;
        }
    }
    file_forget(truth, file);
}

void truth_closed(struct world *world, const struct fs_way *way, volume_node node)
{
    for (const struct connector *c = world->connectors; c != NULL; c = c->next) {
        if (c->store_volume != NULL && c->store_volume->volume == way->volume) {
            file_look(world, way->volume, way->volume_number, node, true);
            return;
        }
    }
}
