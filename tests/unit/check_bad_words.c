#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "worlds/play.h"

/* What cannot be is refused at its line: accounts, paths, rights, machines, counts. And files that
 * are copied or damaged, locks that are asked of the wrong server. */

#define WORLD                                                                                      \
    "world\n  host EX1 nt 4.0 sp 3\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n"           \
    "  netware NW1 volume SYS\n  netware NW2\n  ntserver NT1 share CCPO path \"D:\\ccdata\"\n"     \
    "  account NW1\\svc-ccmc password same\n  account NW2\\svc-ccmc password same\n"               \
    "  account EXCH\\bob\n  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF as all\n"            \
    "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n"                 \
    "  mail outgoing out 2 to PO1\nphase \"all\"\n  @0s do start connector\n"
#define ALL "  by @3m expect delivered out 2\n"

static const struct {
    const char *edit;
    const char *error; /* a part of it */
} refused[] = {
    {"trustee NW1\\nobody on SYS:CCDATA rights RF", "there is no account NW1\\nobody"},
    {"trustee NW1\\svc-ccmc on SYS:NOWHERE\\X rights RF", "there is no 'NOWHERE'"},
    {"trustee NW1\\svc-ccmc on VOL9:X rights RF", "leads nowhere"},
    {"trustee NW1\\svc-ccmc on SYS\\CCDATA rights RF", "'SYS\\CCDATA' is on no NetWare volume"},
    {"trustee NW1\\svc-ccmc on SYS:CCDATA\\NOFILE mask RF", "there is no 'NOFILE'"},
    {"acl NT1 CCPO allow EXCH\\nobody read", "there is no account EXCH\\nobody"},
    {"acl NT1 CCPO allow S-1-5-21-1-2-3 read", "an account is AUTHORITY\\name"},
    {"acl NT1 NOSHARE allow EXCH\\bob read", "NT1 has no share NOSHARE"},
    {"acl NT1 \"D:\\nowhere\" allow EXCH\\bob read", "file not found"},
    {"site SITE1 containers Import", "Brady, Sally is in Recipients: remove or move"},
    {"acl NT9 CCPO allow EXCH\\bob read", "there is no machine NT9; did you mean NT1?"},
    {"group NW1\\A members A", "groups of NetWare hold users only"},
    {"group EXCH\\A members EXCH\\A", "would be within itself"},
    {"account NW1\\x equals nobody", "there is no account NW1\\nobody"},
    {"account NW1\\x lockout 99999999999", "`lockout 99999999999` is more than 1000000"},
    {"account NW1\\x grace 1000001", "is more than 1000000"},
    {"account NW1\\x connections 4294967297", "is more than 1000000"},
    {"netware NW1 connections 4294967297", "is more than 1000000"},
    {"ntserver NT1 connections 4294967297", "is more than 1000000"},
    {"space NW1 SYS:NOWHERE free 4K", "NW1 has no directory SYS:NOWHERE"},
    {"space NT1", "how much is left?"},
    {"space NT1 D memory low", "memory is the machine's"},
    {"space NW1 memory low", "NW1 is a NetWare server"},
    {"link EX1 NW9 down", "there is no machine NW9"},
    {"service GSNW on EX9", "there is no machine EX9"},
    {"service GSNW on NW1", "NW1 is a NetWare server"},
    {"session EXCH\\bob interactive on EX9", "there is no machine EX9"},
    {"file \"C:\\x.txt\" from \"C:\\none.txt\"", "there is no 'none.txt'"},
    {"file \"C:\\x.txt\" from \"C:\\\"", "is a directory"},
    {"mail many out 4294967297 to PO1", "`out 4294967297` is more than 1000000"},
    {"mail many in 1000001 from PO1", "`in 1000001` is more than 1000000"},
    {"host EX1 nt 4", "'4' is no release of Windows NT: 3.51, 4.0"},
    {"host EX1 nt banana", "'banana' is no release of Windows NT"},
    {"host EX1 nt 4.0.1", "'4.0.1' is no release"},
    {"host EX1 nt 4.", "'4.' is no release"},
    {"host EX1 sp 4294967299", "`sp 4294967299` is more than 1000000"},
    {"netware NW3 version 312", "'312' is no release of NetWare: 3.12, 4.11"},
    {"netware NW3 version 3.121", "'3.121' is no release of NetWare"},
    {"connector C1 version 5", "'5' is no release of the connector: 5.0, 5.5"},
    {"connector C1 version x.5", "'x.5' is no release of the connector"},
    {"connector C1 build 4294969744", "`build 4294969744` is more than 1000000"},
    {"mail big out 1 to PO1 text 4294967295", "text is a size, at most 64M, or in quotes, not 429"},
    {"mail big out 1 to PO1 text 17592186044416M", "text is a size, at most 64M"},
    {"mail big out 1 to PO1 text 1G", "text is a size, at most 64M"},
    {"mail big out 1 to PO1 text 65M", "text is a size, at most 64M"},
    {"mail big out 1 to PO1 file \"a.wk4\" 65M", "a file has at most 64M"},
    {"mail big out 17 to PO1 text 64M", "17 letters of 67108864 bytes are more than 1G together"},
    {"mail big out 1000000 to PO1 text 2K", "1000000 letters of 2048 bytes are more than 1G"},
    {"file \"C:\\none.txt\" damaged", "no bytes in none.txt to be damaged"},
};

START_TEST(what_cannot_be_is_refused_at_its_line)
{
    struct play play = {0};
    const char *text = play_join(&play, WORLD, "");
    text = arena_format(&play.loaded, "%s  @1s do %s\n" ALL, text, refused[_i].edit);
    ck_assert_msg(play_text(&play, text) == RUN_ERROR, "%s: %s", refused[_i].edit,
                  play_story(&play));
    ck_assert_msg(strstr(play_story(&play), refused[_i].error) != NULL, "%s: %s", refused[_i].edit,
                  play_story(&play));
    ck_assert_uint_gt(play.result.error_line, 0);
    play_release(&play);
}
END_TEST

static const struct {
    const char *name;
    const char *steps;
} worlds[] = {
    {"a copy is a copy",
     "  @0s do file \"C:\\KEEP\\IMPORT.EXE\" from \"C:\\WINNT\\system32\\IMPORT.EXE\"\n  @1s fault "
     "file \"C:\\WINNT\\system32\\IMPORT.EXE\" damaged\n  @15s expect runs IMPORT count 0\n  @16s "
     "fix file \"C:\\WINNT\\system32\\IMPORT.EXE\" from \"C:\\KEEP\\IMPORT.EXE\"\n" ALL},
    {"a copy of nothing is empty",
     "  @0s do file \"C:\\a.txt\" size 0\n  @0s do file \"C:\\b.txt\" size 9\n  @0s do file "
     "\"C:\\b.txt\" from \"C:\\a.txt\"\n  @0s expect files \"C:\\?.txt\" count 2\n" ALL},
    {"locks are asked of the preferred server",
     "  @0s do host EX1 preferred NW2\n  @1s fault lock PO1 for 60s\n  @15s expect delivered out "
     "2\n  @15s expect account NW2\\svc-ccmc sessions 1\n"},
    {"not when it has the file",
     "  @0s do host EX1 preferred NW1\n  @1s fault lock PO1 for 60s\n  @30s expect event 62\n" ALL},
    {"no memory, no programs; room is another thing",
     "  @1s fault space EX1 memory low free 1G\n  @15s expect event 56\n  @16s fix space EX1 "
     "memory "
     "enough\n" ALL},
    {"too many files, no 16-bit programs",
     "  @1s fault setting EX1 \"Config.nt\\FILES\" 256\n  @15s expect event 56\n  @16s fix setting "
     "EX1 \"Config.nt\\FILES\" 99\n" ALL},
    {"not by NT 4.0 SP4",
     "  @0s do host EX1 preferred NW2 sp 4\n  @1s fault lock PO1 for 60s\n  @30s expect event "
     "62\n" ALL},
};

START_TEST(a_world_of_files_and_locks)
{
    struct play play = {0};
    const char *text = play_join(&play, WORLD, "");
    text = arena_format(&play.loaded, "%s%s", text, worlds[_i].steps);
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s: %s", worlds[_i].name, play_story(&play));
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bad_words");
    TCase *tcase = tcase_create("bad_words");
    tcase_add_loop_test(tcase, what_cannot_be_is_refused_at_its_line, 0, (int)ARRAY_COUNT(refused));
    tcase_add_loop_test(tcase, a_world_of_files_and_locks, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
