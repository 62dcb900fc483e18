#include "support/script_service.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"

enum { STORE_NAME_SIZE = 64 };

static const char sender[] = "CCMAIL:Brady, Sally at SITE1";

/* ---- the toy programs ---- */

static const char *copy_name(struct script_service *service, const char *name)
{
    return arena_text(&service->arena, name);
}

static const char *path_in(struct script_service *service, const char *place, const char *name)
{
    return arena_format(&service->arena, "%s\\%s%s%s", SCRIPT_STORE, place,
                        *place != '\0' ? "\\" : "", name);
}

static bool is_imported(const struct script_service *service, const char *name)
{
    for (uint32_t i = 0; i < service->imported_count; i++) {
        if (text_equal(service->imported[i], name)) {
            return true;
        }
    }
    return false;
}

static const char *notice_path(struct script_service *service, const char *file_name)
{
    char name[STORE_NAME_SIZE];
    REQUIRE(text_copy(name, sizeof name, file_name));
    memcpy(strrchr(name, '.'), ".UND", sizeof ".UND");
    return path_in(service, "Import", name);
}

/* The notice beside a message file. Addressee NULL: the file could not be read. */
static void write_notice(struct script_service *service, const char *file_name,
                         const struct ccm_message *message, const char *addressee)
{
    struct buffer text;
    buffer_init(&text, &service->arena);
    buffer_text(&text, "Your message was not delivered to all recipients\r\n"
                       "The cause of the failure(s) is listed below\r\n");
    buffer_text(&text, addressee != NULL ? "***  Recipient unknown  ***\r\n"
                                         : "***  Not a message  ***\r\n");
    buffer_format(&text, "Message-Number: 0\r\nFrom: %s\r\nDate: %s\r\nSubject: %s\r\n",
                  message->from, message->date, message->subject);
    if (addressee != NULL) {
        buffer_format(&text, "Recipient: %s\r\nReason: Recipient unknown\r\n", addressee);
    }
    buffer_text(&text, "Text:\r\n         6\r\ntext\r\n\r\nEnd-Of-Report\r\n");
    script_write(service->machine, notice_path(service, file_name), buffer_bytes(&text));
}

/* False: the file stays. */
static bool import_file(struct script_service *service, const char *name)
{
    const char *path = path_in(service, "Import", name);
    struct bytes content = {NULL, 0};
    struct ccm_message message = {.from = "", .date = "", .subject = ""};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    REQUIRE(script_read(service->machine, path, &content));
    if (!is_imported(service, name)) {
        script_remove(service->machine, notice_path(service, name));
        if (ccm_read(content, &offset, &service->arena, &message, &diagnostic) != ST_OK) {
            message = (struct ccm_message){.from = "", .date = "", .subject = ""};
            if (!service->reads_rubbish) {
                write_notice(service, name, &message, NULL);
                return false;
            }
            message.subject = "rubbish";
        }
        if (service->writes_notices && message.address_count > 0) {
            write_notice(service, name, &message, message.addresses[0].name);
        } else {
            REQUIRE(service->delivered_count < SCRIPT_MAIL_MAX);
            service->delivered[service->delivered_count++] = message.subject;
        }
        service->imported[service->imported_count++] = copy_name(service, name);
    }
    script_remove(service->machine, path);
    return true;
}

static struct script_end run_import(struct script_port *script, void *context,
                                    const struct os_process_spec *spec)
{
    struct script_service *service = context;
    service->import_runs++;
    REQUIRE(
        text_copy(service->import_arguments, sizeof service->import_arguments, spec->arguments));
    int result_code = service->import_code;
    char after[STORE_NAME_SIZE] = "";
    const char *name = NULL;
    while (!service->import_refuses && !service->import_never_ends &&
           (name = script_next(script, SCRIPT_STORE "\\Import", "*.ccm", after)) != NULL) {
        REQUIRE(text_copy(after, sizeof after, name));
        if (!import_file(service, after)) {
            result_code = 1;
        }
    }
    return (struct script_end){.result_code = result_code,
                               .console = service->console,
                               .never_ends = service->import_never_ends};
}

/* The file that the line /@ of Export.ini names. */
static const char *export_path(struct script_service *service)
{
    struct bytes ini = {NULL, 0};
    REQUIRE(script_read(service->machine, SCRIPT_STORE "\\Export.ini", &ini));
    const char *text = arena_text_n(&service->arena, (const char *)ini.data, ini.size);
    const char *name = strstr(text, "/@");
    REQUIRE(name != NULL);
    name += 2;
    return arena_format(&service->arena, "%s\\%.*s", SCRIPT_STORE, (int)strcspn(name, "\r\n"),
                        name);
}

static struct script_end run_export(struct script_port *script, void *context,
                                    const struct os_process_spec *spec)
{
    struct script_service *service = context;
    service->export_runs++;
    REQUIRE(
        text_copy(service->export_arguments, sizeof service->export_arguments, spec->arguments));
    const char *limit = strstr(spec->arguments, "/MSGS/");
    uint32_t most = 0;
    for (limit += 6; *limit >= '0' && *limit <= '9'; limit++) {
        most = most * 10 + (uint32_t)(*limit - '0');
    }
    const uint32_t count = service->waiting_count < most ? service->waiting_count : most;
    if (count > 0 && service->export_code == 0) {
        struct buffer content;
        buffer_init(&content, &service->arena);
        for (uint32_t i = 0; i < count; i++) {
            buffer_text(&content, service->waiting[i]);
        }
        REQUIRE(script_write(script, export_path(service), buffer_bytes(&content)));
        service->waiting_count -= count;
        memmove(service->waiting, service->waiting + count,
                service->waiting_count * sizeof service->waiting[0]);
    }
    return (struct script_end){.result_code = service->export_code, .console = service->console};
}

/* ---- the service ---- */

void script_service_begin(struct script_service *service)
{
    *service = (struct script_service){.console = ""};
    service->machine = script_create(&service->arena);
    service->exchange = memory_exchange_create(&service->arena);
    service->exchange_port =
        script_exchange(service->machine, memory_exchange_port(service->exchange));
    script_add_program(service->machine, "Import.exe", run_import, service);
    script_add_program(service->machine, "Export.exe", run_export, service);
    script_set(service->machine, "Connector Store Path", SCRIPT_STORE);
    script_set(service->machine, "Post Office Name", "PO1");
    script_set(service->machine, "Post Office Password", "secret");
    script_set(service->machine, "Post Office Path", "\\\\NT1\\CCPO");
    script_set(service->machine, "Site Name", "SITE1");
}

void script_service_end(struct script_service *service)
{
    arena_release(&service->session_arena);
    arena_release(&service->scratch);
    arena_release(&service->arena);
}

static void step(struct script_service *service)
{
    script_set_time(service->machine, service->now_us);
    do {
        service->last = ccmc_step(service->ccmc, service->now_us);
        service->steps++;
    } while (script_child_ended(service->machine) ||
             (service->last.state == CCMC_RUNNING && service->last.wake_us <= service->now_us));
}

void script_service_start(struct script_service *service)
{
    arena_reset(&service->session_arena);
    script_child_ended(service->machine);
    service->ccmc = ccmc_create(&(struct ccmc_config){.os = script_os(service->machine),
                                                      .exchange = service->exchange_port,
                                                      .arena = &service->session_arena,
                                                      .scratch = &service->scratch});
    ccmc_start(service->ccmc);
    step(service);
}

void script_service_run(struct script_service *service, uint64_t seconds)
{
    const uint64_t end_us = seconds * 1000000;
    while (service->last.state == CCMC_RUNNING && service->last.wake_us <= end_us) {
        service->now_us = service->last.wake_us;
        step(service);
    }
    service->now_us = end_us > service->now_us ? end_us : service->now_us;
}

void script_service_stop(struct script_service *service)
{
    ccmc_stop(service->ccmc);
    step(service);
}

/* ---- mail ---- */

void script_service_send(struct script_service *service, const char *subject, uint32_t count)
{
    for (uint32_t i = 1; i <= count; i++) {
        const struct exchange_recipient recipient = {
            .kind = EXCHANGE_TO,
            .is_responsible = true,
            .address = {.display = "Smith, J", .address = "CCMAIL:Smith, J at PO1"}};
        const struct exchange_item item = {
            .kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("text\r\n")};
        const struct exchange_message message = {
            .sender = {.display = "Brady, Sally", .address = sender},
            .recipients = &recipient,
            .recipient_count = 1,
            .subject = arena_format(&service->arena, "%s %u", subject, (unsigned)i),
            .date_ms = INT64_C(896776740000),
            .date_written = "",
            .items = &item,
            .item_count = 1};
        memory_exchange_submit(service->exchange, &message);
    }
}

void script_service_post_bytes(struct script_service *service, const char *bytes)
{
    REQUIRE(service->waiting_count < SCRIPT_MAIL_MAX);
    service->waiting[service->waiting_count++] = arena_text(&service->arena, bytes);
}

void script_service_post(struct script_service *service, const char *subject, uint32_t count)
{
    for (uint32_t i = 1; i <= count; i++) {
        const struct ccm_address address = {.kind = CCM_TO, .name = "Brady, Sally at SITE1"};
        const struct ccm_item item = {
            .kind = CCM_TEXT, .title = "", .content = bytes_of_text("text\r\n")};
        struct buffer content;
        buffer_init(&content, &service->arena);
        ccm_write(&content, &(struct ccm_message){.from = "Smith, J at PO1",
                                                  .date = "6/2/98 8:39",
                                                  .subject = arena_format(&service->arena, "%s %u",
                                                                          subject, (unsigned)i),
                                                  .addresses = &address,
                                                  .address_count = 1,
                                                  .items = &item,
                                                  .item_count = 1,
                                                  .extra = ""});
        script_service_post_bytes(service, buffer_string(&content));
    }
}

uint32_t script_service_files(const struct script_service *service, const char *place,
                              const char *pattern)
{
    char directory[OS_PATH_SIZE];
    REQUIRE(text_join_path(directory, sizeof directory, SCRIPT_STORE, place));
    return (uint32_t)script_count(service->machine, directory, pattern);
}

uint32_t script_service_delivered(const struct script_service *service, const char *subject)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < service->delivered_count; i++) {
        count += strcmp(service->delivered[i], subject) == 0;
    }
    return count;
}

uint32_t script_service_received(const struct script_service *service, const char *subject)
{
    uint32_t count = 0;
    for (size_t i = 0; i < memory_exchange_waiting(service->exchange, EXCHANGE_MTS_IN); i++) {
        const struct exchange_message *message =
            memory_exchange_message(service->exchange, EXCHANGE_MTS_IN, i);
        count += strcmp(message->subject, subject) == 0;
    }
    return count;
}

bool script_service_write(struct script_service *service, const char *file, const char *content)
{
    return script_write(service->machine, path_in(service, "", file), bytes_of_text(content));
}

uint32_t script_service_waiting(const struct script_service *service)
{
    return (uint32_t)memory_exchange_waiting(service->exchange, EXCHANGE_MTS_OUT);
}

const char *script_service_text(struct script_service *service, const char *file)
{
    struct bytes content = {NULL, 0};
    const char *path = arena_format(&service->arena, "%s\\%s", SCRIPT_STORE, file);
    return script_read(service->machine, path, &content)
               ? arena_text_n(&service->arena, (const char *)content.data, content.size)
               : "";
}
