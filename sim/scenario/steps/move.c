#include "scenario/words/file_steps.h"
#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"WHAT", VALUE_WORD, "files|postoffice|user", 0},
                                    {"NAME", VALUE_NAME, NULL, 0},
                                    {"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"to",
     {{"PLACE", VALUE_NAME, NULL, 0}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     NULL,
     "directory; machine of the post office; the user's new post office"},
    {"first", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "all", NULL, "only the oldest ones"},
    {"share",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "post office: the share it gets there"},
    {"path", {{"PATH", VALUE_NAME, NULL, 0}}, 1, 0, NULL, NULL, "post office: directory there"},
    {"acl",
     {{"WHO", VALUE_NAME, NULL, 0}, {"LEVEL", VALUE_WORD, "read|change|full|none", 0}},
     2,
     0,
     NULL,
     NULL,
     "post office: who may do what there"},
};

static const char *move_office(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 1, NULL), &office);
    if (error != NULL) {
        return error;
    }
    const struct fact_attribute *acl = fact_attribute(fact, "acl");
    const struct office_move move = {
        .machine = fact_text(fact, "to", NULL),
        .share = fact_text(fact, "share", NULL),
        .path = fact_text(fact, "path", NULL),
        .acl_account = acl != NULL ? acl->values[0].text : NULL,
        .acl_level = acl != NULL ? acl->values[1].text : NULL,
    };
    const struct machine_volume *old_volume = office->volume;
    const volume_node old_directory = office->directory;
    const char *old_files = arena_format(run->arena, "%s\\*", office->path);
    error = office_move(run->world, office, &move);
    const bool is_elsewhere = office->volume != old_volume || office->directory != old_directory;
    if (error != NULL || !is_elsewhere) {
        return error;
    }
    /* What was moved is not there any more; a file that somebody has open stays. */
    const struct file_step_request request = {.kind = FILE_STEP_DELETE, .pattern = old_files};
    return file_step(run, &request);
}

static const char *move_user(struct run *run, const struct fact *fact)
{
    struct office *from = NULL;
    struct office *to = NULL;
    const char *error = place_office(run, fact_name(fact, 2, NULL), &from);
    error = error != NULL ? error : place_office(run, fact_text(fact, "to", NULL), &to);
    return error != NULL ? error : office_move_user(run->world, from, to, fact_name(fact, 1, ""));
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    if (text_equal(fact_name(fact, 0, ""), "postoffice")) {
        return move_office(run, fact);
    }
    if (text_equal(fact_name(fact, 0, ""), "user")) {
        return move_user(run, fact);
    }
    if (fact_name(fact, 2, NULL) != NULL) {
        return "only a user is moved from a post office";
    }
    const struct file_step_request request = {
        .kind = FILE_STEP_MOVE,
        .pattern = fact_name(fact, 1, ""),
        .target = fact_text(fact, "to", NULL),
        .first_max = fact_number(fact, "first", 0),
    };
    return file_step(run, &request);
}

const struct step_kind step_move = {
    .shape = {.word = "move",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help =
                  "a person moves files to a directory, a whole post office to another machine, or "
                  "a user with his letters from one post office to another",
              .example = "do move files \"Export\\*.ccm\" to \"C:\\hold\""},
    .act = act,
};
