/* Machines, ways to the post office, and the post office. */
#include <string.h>

#include "draw/draw_inside.h"

static const char *const accounts[] = {"svc-ccmc", "svc-two"};

bool draws_host(struct draw *draw)
{
    static const char *const levels[] = {"", " nt 4.0 sp 4", " nt 4.0 sp 6", " nt 4.0"};
    static const char *const locales[] = {"", " locale de-DE", " locale sv-SE", " locale en-GB"};
    static const char *const pages[] = {"", " codepages 850", " codepages 437 850"};
    const char *level = DRAW_PICK(draw, levels);
    const char *locale = DRAW_PICK(draw, locales); /* programs of DB6 read dates by it */
    draw_line(draw, "host", "EX1%s%s%s", level, draw->is_db8 ? locale : "", DRAW_PICK(draw, pages));
    return true;
}

bool draws_connector(struct draw *draw)
{
    static const char *const versions[] = {"5.5", "5.0", "5.5 build 2650", "5.5 build 2653"};
    static const char *const others[] = {"", " workers 1", " workers 2", " logging General maximum",
                                         " logging Inbound maximum logging Outbound medium"};
    draw->connectors = draw_chance(draw, 15) ? 2 : 1;
    if (draw->connectors == 2) {
        draw_line(draw, "host", "EX2");
    }
    for (uint32_t i = 0; i < draw->connectors && i < ARRAY_COUNT(accounts); i++) {
        const char *version = DRAW_PICK(draw, versions);
        draw_line(draw, "connector",
                  "C%u  version %s  store \"D:\\exchsrvr\\ccmcdata\"  account EXCH\\%s%s%s",
                  (unsigned)i + 1, version, accounts[i], i > 0 ? "  on EX2" : "",
                  DRAW_PICK(draw, others));
    }
    return true;
}

bool draws_polling(struct draw *draw)
{
    static const char *const intervals[] = {"5s", "15s", "20s", "1m", "3m"};
    static const char *const most[] = {"1", "2", "3", "5", "16", "40"};
    for (uint32_t i = 1; i <= draw->connectors; i++) {
        const char *import = DRAW_PICK(draw, intervals);
        const char *import_most = DRAW_PICK(draw, most);
        const char *export = DRAW_PICK(draw, intervals);
        draw_line(draw, "polling", "C%u  import %s max %s  export %s max %s", (unsigned)i, import,
                  import_most, export, DRAW_PICK(draw, most));
    }
    return true;
}

bool draws_nt_share(struct draw *draw)
{
    static const char *const levels[] = {"change", "full"};
    if (draw->way > DRAW_LOCAL) {
        return false;
    }
    const char *level = DRAW_PICK(draw, levels);
    draw->server = draw->way == DRAW_LOCAL ? "EX1" : "NT1";
    draw->place = "CCPO";
    draw->path = draw->way == DRAW_LOCAL ? "\\\\EX1\\CCPO" : "\\\\NT1\\CCPO";
    draw_line(draw, "ntserver", "%s  share CCPO  path \"D:\\ccdata\"  acl EXCH\\svc-ccmc %s%s",
              draw->server, level, draw->way == DRAW_FPNW ? "  kind fpnw" : "");
    if (draw->connectors == 2) {
        draw_line(draw, "acl", "%s CCPO  allow EXCH\\svc-two %s", draw->server, level);
    }
    if (draw_chance(draw, 30)) {
        draw_line(draw, "acl",
                  "%s \"D:\\ccdata\"  allow EXCH\\svc-ccmc change  allow Everyone "
                  "change",
                  draw->server);
    }
    return true;
}

static void twins(struct draw *draw)
{
    for (uint32_t i = 0; i < draw->connectors && i < ARRAY_COUNT(accounts); i++) {
        draw_line(draw, "account", "NW1\\%s  password same", accounts[i]);
        draw_line(draw, "trustee", "NW1\\%s  on SYS:CCDATA  rights RWCEMF", accounts[i]);
    }
}

bool draws_netware_volume(struct draw *draw)
{
    static const char *const versions[] = {"3.12", "3.11", "4.11"};
    if (draw->way < DRAW_NETWARE) {
        return false;
    }
    const char *version = DRAW_PICK(draw, versions);
    const bool has_tree = version[0] == '4';
    draw->server = "NW1";
    draw->place = "SYS:CCDATA";
    draw_line(draw, "netware", "NW1  version %s  volume SYS%s", version,
              has_tree ? "  tree ACME  context \"ou=mail.o=acme\"" : "");
    if (draw->way == DRAW_NETWARE) {
        draw->path = "\\\\NW1\\SYS\\CCDATA";
        draw_line(draw, "gateway", "off");
        twins(draw);
        return true;
    }
    draw->path = "\\\\EX1\\CCPO";
    draw_line(draw, "account", "NW1\\nwgate  password \"gate\"");
    draw_line(draw, "group", "NW1\\NTGATEWAY  members nwgate");
    draw_line(draw, "trustee", "NW1\\nwgate  on SYS:CCDATA  rights RWCEMF");
    draw_line(draw, "gateway", "on  account NW1\\nwgate  share CCPO \"\\\\NW1\\SYS\\CCDATA\"");
    draw_at(draw, DRAW_CURED + 10, "do      boot EX1"); /* its share may have been lost */
    draw_at(draw, DRAW_LIFTED + 10, "do      boot EX1");
    return true;
}

bool draws_masks(struct draw *draw)
{
    static const char *const lines[] = {
        "on SYS:CCDATA  mask RF",
        "on SYS:CCDATA  mask none",
        "NW1\\MAIL  on SYS:CCDATA  rights RF",
    };
    if (draw->way < DRAW_NETWARE) {
        return false;
    }
    const char *line = DRAW_PICK(draw, lines);
    if (line[0] == 'N') {
        draw_line(draw, "group", "NW1\\MAIL  members %s",
                  draw->way == DRAW_NETWARE ? accounts[0] : "nwgate");
    }
    draw_line(draw, "trustee", "%s", line);
    return true;
}

bool draws_site(struct draw *draw)
{
    draw_line(draw, "site", "SITE1  address \"SITE1\"");
    return true;
}

bool draws_service(struct draw *draw)
{
    static const char *const lines[] = {
        "GSNW  on EX1  start auto  after NWLink",
        "GSNW  on EX1  start auto  after NWLink  takes 5s",
        "Workstation  on EX1  start auto  takes 3s",
        "Spooler  on EX1  start auto  after Workstation",
    };
    draw_line(draw, "service", "%s", DRAW_PICK(draw, lines));
    return true;
}

bool draws_postoffice(struct draw *draw)
{
    static const char *const db6[] = {"  programs 5.15/5.14", "  programs 5.12/5.12",
                                      "  programs 5.15/5.15"};
    static const char *const db8[] = {"  programs 6.0/6.0", "  programs 8.1/8.1",
                                      "  programs 8.2/8.2", "  programs 8.3/8.3"};
    static const char *const languages[] = {"", "", "  language 850", "  language German"};
    static const char *const others[] = {"", "", "  password \"secret\"", "  ade on", "  size 4M"};
    const char *programs = draw->is_db8 ? DRAW_PICK(draw, db8) : DRAW_PICK(draw, db6);
    draw->programs = programs;
    const char *language = DRAW_PICK(draw, languages);
    const char *other = DRAW_PICK(draw, others);
    draw->has_ade = strstr(other, "ade") != NULL;
    draw_line(draw, "postoffice", "PO1  on %s %s  format %s  health clean%s%s", draw->server,
              draw->place, draw->is_db8 ? "DB8" : "DB6", language, other);
    for (uint32_t i = 1; i <= draw->connectors; i++) {
        draw_line(draw, "tab", "C%u  postoffice PO1  path \"%s\"%s", (unsigned)i,
                  i == 2 && draw->way == DRAW_GATEWAY ? "\\\\EX1\\CCPO" : draw->path, programs);
    }
    return true;
}

bool draws_link(struct draw *draw)
{
    static const char *const lines[] = {"delay 20ms", "speed 64k  delay 5ms", "speed 1M",
                                        "down  every 7m  for 20s", "slow  for 5m"};
    if (draw->way == DRAW_LOCAL) {
        return false;
    }
    draw->has_opener = true; /* programs take their time */
    draw_line(draw, "link", "EX1 %s  %s", draw->server, DRAW_PICK(draw, lines));
    draw_at(draw, DRAW_CURED, "fix     link EX1 %s up", draw->server);
    return true;
}

bool draws_setting(struct draw *draw)
{
    static const char *const lines[] = {
        "\"Permit ADE to propagate entries\" 1", /* first: only where there is one */
        "\"Preserve forwarding history\" 1",
        "\"Save a copy of the Imported files\" 1",
        "\"Save a copy of the Exported files\" 1",
        "\"Use ANR\" 1",
        "\"Generate secondary proxy\" 1",
        "\"Administrator Mailbox\" \"EX:Brady, Sally\"",
        "\"Use long filename\" 1",
        "\"Locale Date Format\" 1",
        "\"Max Address Buffer Size\" 163840",
    };
    for (uint64_t n = draw_between(draw, 1, 3); n > 0; n--) {
        const char *connector = draw_connector(draw);
        draw_line(draw, "setting", "%s  %s", connector,
                  lines[draw_between(draw, draw->has_ade ? 0 : 1, ARRAY_COUNT(lines) - 1)]);
    }
    return true;
}

bool draws_file(struct draw *draw)
{
    static const char *const lines[] = {
        "\"Export\\left.tmp\" present size 300",
        "\"Submit\\00000002.tmp\" present size 40",
        "\"Import\\old.und\" present size 100",
        "\"C:\\keep\\notes.txt\" present size 2K",
    };
    draw_line(draw, "file", "%s", DRAW_PICK(draw, lines));
    return true;
}

bool draws_program(struct draw *draw)
{
    static const char *const lines[] = {
        "CHKSTAT  version 5.15  at \"C:\\WINNT\\system32\"",
        "ANALYZE  version 5.15  at \"C:\\WINNT\\system32\"",
        "IMPORT32  version 8.5  at \"C:\\CCADMIN\"  bits 32",
        "ROUTER  version 5.15  at \"C:\\WINNT\"",
    };
    draw_line(draw, "program", "%s", DRAW_PICK(draw, lines));
    return true;
}
