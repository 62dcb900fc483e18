#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "support/scenario_files.h"

static struct parsed parsed;

static void end(void)
{
    parsed_release(&parsed);
}

static const struct {
    const char *name;
    const char *text;
    const char *want;
} bad[] = {
    {"empty file", "",
     "1:1: the file does not say where its truth comes from | add a line: kb Q168670, or source "
     "\"where it comes from\"\n"
     "1:1: the file has no `world` | add a block: world, with one noun on each indented line\n"
     "1:1: this case expects nothing | add `expect` or `never`; those of the base that end at or "
     "after a variant's first edit are set aside\n"},
    {"no world", "kb Q100000\nphase \"p\"\n @0s expect drained\n",
     "1:1: the file has no `world` | add a block: world, with one noun on each indented line\n"},
    {"no kb and no source", "world\nphase \"p\"\n @0s expect drained\n",
     "1:1: the file does not say where its truth comes from | add a line: kb Q168670, or source "
     "\"where it comes from\"\n"},
    {"nothing expected", "kb Q100000\nworld\nphase \"p\"\n @0s do start c\n",
     "1:1: this case expects nothing | add `expect` or `never`; those of the base that end at or "
     "after a variant's first edit are set aside\n"},
    {"a variant without expectations",
     HEAD CONNECTOR "phase \"p\"\n" START SEEN "variant \"v\"\n drop begin\n",
     "7:1: this case expects nothing | add `expect` or `never`; those of the base that end at or "
     "after a variant's first edit are set aside\n"},
    {"tab", "kb Q100000\nworld\n\tconnector\tC1 version 5\nphase \"p\"\n @0s expect drained\n",
     "3:1: a tab | write blanks: sed -i 's/\\t/    /g' FILE\n"},
    {"control character", WORLD("list a note \"x\x01y\""),
     "4:16: a control character | a scenario is plain text\n"},
    {"bytes that are not UTF-8", WORLD("list a note \"x\xff\xc0\x80y\""),
     "4:16: bytes that are not UTF-8 | save the file as UTF-8\n"},
    {"columns count characters", WORLD("list \"\xc3\xa4\xe2\x82\xac\" nota \"x\""),
     "4:12: unknown word 'nota' in `list` | did you mean 'note'? allowed: members note\n"},
    {"open quote", WORLD("list a note \"xy"),
     "4:14: this quote is not closed | a string ends on its line; \"\" inside is one quote\n"},
    {"text behind a quote", WORLD("list a note \"x\"y"),
     "4:14: text goes on behind \"x\" | after the closing quote comes a blank\n"},
    {"quote in a word", WORLD("list a\"b\" note \"x\""),
     "4:7: a quote within a\"b\" | put the whole name in quotes; \"\" inside is one quote\n"},
    {"unknown block", HEAD CONNECTOR "phse \"p\"\n" START SEEN,
     "4:1: unknown block 'phse' | did you mean 'phase'? allowed: world phase variant always ask\n"},
    {"unknown block with nothing like it", HEAD CONNECTOR "zzzzzzzz\n x\nphase \"p\"\n" START SEEN,
     "4:1: unknown block 'zzzzzzzz' | allowed: world phase variant always ask\n"},
    {"second world", HEAD CONNECTOR "world\nphase \"p\"\n" START SEEN,
     "4:1: a second `world` | a file has one world\n"},
    {"world with more", HEAD CONNECTOR "always x\nphase \"p\"\n" START SEEN,
     "4:8: unexpected 'x' | what belongs to it stands on indented lines below\n"},
    {"phase without a name", HEAD CONNECTOR "phase\n" START SEEN,
     "4:6: `phase` needs a name in quotes | phase \"name\"\n"},
    {"phase with a bare name and more", HEAD CONNECTOR "phase p q\n" START SEEN "phase \"x\" y\n",
     "4:7: `phase` needs a name in quotes | phase \"name\"\n"
     "7:11: unexpected 'y' | nothing more is allowed here\n"},
    {"two variants of one name",
     HEAD CONNECTOR "phase \"p\"\n" START SEEN "variant \"v\"\n drop begin\n" SEEN
                    "variant \"v\"\n drop begin\n" SEEN,
     "10:9: there are two variants \"v\" | variants are chosen by their names\n"},
    {"a variant without a name",
     HEAD CONNECTOR "phase \"p\"\n" START SEEN "variant \"\"\n drop begin\n" SEEN
                    "variant \"base\"\n drop begin\n" SEEN,
     "7:9: a variant cannot be called \"\" | `--case base` is the scenario itself\n"
     "10:9: a variant cannot be called \"base\" | `--case base` is the scenario itself\n"},
    {"header below the world", HEAD CONNECTOR "seed 5\nphase \"p\"\n" START SEEN,
     "4:1: `seed` is a header line | header lines stand above `world`\n"},
    {"line of no block", " x\nkb Q100000\n y\nworld\nphase \"p\"\n" START SEEN,
     "1:2: an indented line that belongs to no block | world, phase, variant, always and ask begin "
     "at the left edge\n"
     "3:2: an indented line that belongs to no block | world, phase, variant, always and ask begin "
     "at the left edge\n"},
    {"header lines twice",
     "scenario \"a\"\nscenario b\nseed 1\nseed x\nuntil 5m\nuntil soon\nkb Q100000\nworld\nphase "
     "\"p\"\n" START SEEN,
     "2:1: `scenario` is written twice | once is enough\n"
     "2:10: `scenario` needs a text in quotes | put it in double quotes\n"
     "4:1: `seed` is written twice | once is enough\n"
     "4:6: 'x' is not a number | seed 1\n"
     "6:1: `until` is written twice | once is enough\n"
     "6:7: 'soon' is not a time (90s, 1m30s, 2h, 500ms) | until 5m\n"},
    {"header lines without a value",
     "scenario\nseed\nuntil\nkb\ntag\nsource\nassume X\nassume\nmatrix\nworld\nphase \"p\"\n" START
         SEEN,
     "1:9: `scenario` needs a value | \n"
     "2:5: `seed` needs a value | \n"
     "3:6: `until` needs a value | \n"
     "4:3: `kb` needs the number of an article | kb Q168670\n"
     "5:4: `tag` needs a word | tag rights\n"
     "6:7: `source` needs a value | \n"
     "7:9: the line ends too early | assume NAME value\n"
     "8:7: the line ends too early | assume NAME value\n"
     "9:7: the line ends too early | matrix LABEL.ATTRIBUTE in VALUE VALUE ...\n"},
    {"header lines with too much",
     "scenario \"a\" b\nseed 1 2\nuntil 5m 6m\nsource \"x\" y\nassume a b c\nsource "
     "\"\"\nworld\nphase \"p\"\n" START SEEN,
     "1:14: unexpected 'b' | nothing more is allowed here\n"
     "2:8: unexpected '2' | nothing more is allowed here\n"
     "3:10: unexpected '6m' | nothing more is allowed here\n"
     "4:12: unexpected 'y' | nothing more is allowed here\n"
     "5:12: unexpected 'c' | assume NAME value\n"
     "6:1: `source` is written twice | once is enough\n"
     "6:8: `source` is empty | say where its truth comes from\n"},
    {"kb numbers", "kb 168670 Q1 Qx \"Q168670\" Q12345678\nworld\nphase \"p\"\n" START SEEN,
     "1:4: '168670' is not the number of an article | Q and digits: kb Q168670 Q164707\n"
     "1:11: 'Q1' is not the number of an article | Q and digits: kb Q168670 Q164707\n"
     "1:14: 'Qx' is not the number of an article | Q and digits: kb Q168670 Q164707\n"
     "1:17: 'Q168670' is not the number of an article | Q and digits: kb Q168670 Q164707\n"
     "1:27: 'Q12345678' is not the number of an article | Q and digits: kb Q168670 Q164707\n"},
    {"unknown assumption",
     "assume EXPORT_READONLY repeat\nassume EXPORT_READ_ONLY repaet\nassume EXTENT_TABLE 3\nassume "
     "EXTENT_TABLE 4\n" HEAD "phase \"p\"\n" START SEEN,
     "1:8: unknown assumption 'EXPORT_READONLY' | did you mean 'EXPORT_READ_ONLY'? allowed: "
     "EXPORT_READ_ONLY EXTENT_TABLE\n"
     "2:25: unknown value 'repaet' for EXPORT_READ_ONLY | did you mean 'repeat'? allowed: bookmark "
     "repeat\n"
     "4:8: EXTENT_TABLE is already set in line 3 | once is enough\n"},
    {"unknown noun", WORLD("conector C2 version 5.0"),
     "4:2: unknown noun 'conector' | did you mean 'connector'? allowed: connector polling trustee "
     "setting list gateway quirk mail dirsync\n"},
    {"noun in quotes", WORLD("\"connector\" C2 version 5.0"),
     "4:2: a noun is a word without quotes, not \"connector\" | allowed: connector polling trustee "
     "setting list gateway quirk mail dirsync\n"},
    {"unknown attribute", WORLD("trustee NW1\\svc onn SYS:CCDATA rights RF"),
     "4:18: unknown word 'onn' in `trustee` | did you mean 'on'? allowed: on rights mask\n"},
    {"unknown attribute instead of a name", WORLD("connector versoin 5.5 build 1"),
     "4:12: unknown word 'versoin' in `connector` | NAME is a name; or did you mean 'version'? "
     "allowed: version build store logging paused\n"},
    {"unknown word with nothing like it",
     WORLD("trustee NW1\\svc on SYS:CCDATA zzzzzz RF rights R"),
     "4:32: unknown word 'zzzzzz' in `trustee` | allowed: on rights mask\n"},
    {"unknown right", WORLD("trustee NW1\\svc on SYS:CCDATA rights RQ"),
     "4:40: unknown right 'Q' in 'RQ' | NetWare rights are S R W C E M F A\n"},
    {"a right twice", WORLD("trustee NW1\\svc on SYS:CCDATA rights RFR"),
     "4:39: right 'R' is twice in 'RFR' | name each right once\n"},
    {"rights that are no letters", WORLD("trustee NW1\\svc on SYS:CCDATA rights \xc3\xa4"),
     "4:39: '\303\244' are no rights | NetWare rights are S R W C E M F A, or none\n"},
    {"missing required attribute", WORLD("trustee NW1\\svc rights RF"),
     "4:2: `trustee` needs `on` DIRECTORY | directory\n"},
    {"missing value", WORLD("trustee NW1\\svc on rights RF"),
     "4:21: `on` needs DIRECTORY | DIRECTORY is a name: directory\n"},
    {"missing value at the end", WORLD("trustee NW1\\svc on"),
     "4:20: `on` needs DIRECTORY | DIRECTORY is a name: directory\n"},
    {"missing name", WORLD("trustee on SYS:CCDATA"),
     "4:10: `trustee` needs ACCOUNT | ACCOUNT is a name\n"},
    {"attribute twice", WORLD("trustee a on b rights R rights W"),
     "4:26: `rights` is written twice | once is enough\n"},
    {"wrong types",
     WORLD("connector C2 version 5.5 build new store D:\\x logging a most paused yes"),
     "4:33: 'new' is not a number | N is a number\n"
     "4:43: 'D:\\x' is not a text in quotes | PATH is a text in quotes\n"
     "4:58: unknown word 'most' in `connector` | allowed: none minimum maximum version build store "
     "logging paused\n"
     "4:70: unknown word 'yes' in `connector` | allowed: version build store logging paused\n"},
    {"wrong time", WORLD("polling C1 import 15 export 1s1m"),
     "4:20: '15' is not a time (90s, 1m30s, 2h, 500ms) | TIME is a time (90s, 1m30s, 2h, 500ms); "
     "or allowed: never\n"
     "4:30: '1s1m' is not a time (90s, 1m30s, 2h, 500ms) | TIME is a time (90s, 1m30s, 2h, 500ms); "
     "or allowed: never\n"},
    {"wrong size", WORLD("gateway off free 5X"),
     "4:19: '5X' is not a size (12, 3K, 5M, 1G) | SIZE is a size (12, 3K, 5M, 1G)\n"},
    {"word of a choice", WORLD("gateway of account a"),
     "4:10: unknown word 'of' in `gateway` | did you mean 'on'? allowed: on off account free\n"},
    {"missing word of a choice", WORLD("quirk"),
     "4:7: `quirk` needs connector|program | allowed: connector program\n"},
    {"unexpected text", WORLD("trustee a on b \"more\""),
     "4:17: unexpected \"more\" in `trustee` | allowed: on rights mask\n"},
    {"nothing more", WORLD("dirsync PO1 PO2"),
     "4:14: unknown word 'PO2' in `dirsync` | nothing more is allowed here\n"},
    {"label twice", WORLD("trustee a on b as c1"),
     "4:20: label 'c1' is already that of line 3 | labels are chosen once in a file\n"},
    {"label missing", WORLD("trustee a on b as"), "4:17: `as` needs a label | as LABEL\n"},
    {"label with signs", WORLD("trustee a on b as x.y"),
     "4:20: 'x.y' is no label | letters, digits, _ and - without quotes\n"},
    {"label in the middle", WORLD("trustee a as t on b"),
     "4:12: a label is not allowed here | `as LABEL` ends a world line or a step\n"},
    {"label of a step twice", STEP("@1s do wait x as begin"),
     "6:19: label 'begin' is already that of line 5 | labels are chosen once in a file\n"},
    {"unknown verb", STEP("@1s expct drained"),
     "6:6: unknown verb 'expct' | did you mean 'expect'? allowed: @TIME by do fault fix expect "
     "never\n"},
    {"missing verb", STEP("@1s"),
     "6:5: a verb is missing | allowed: @TIME by do fault fix expect never\n"},
    {"verb missing before a label", STEP("@1s as x"),
     "6:6: a verb is missing | allowed: @TIME by do fault fix expect never\n"},
    {"unknown word instead of a time", STEP("1s expect drained"),
     "6:2: unknown verb '1s' | did you mean '@1s'? allowed: @TIME by do fault fix expect never\n"},
    {"missing fact", STEP("@1s expect"),
     "6:12: the line ends too early | say what: a verb is followed by a fact\n"},
    {"missing fact without a time", STEP("do"),
     "6:4: the line ends too early | say what: a verb is followed by a fact\n"},
    {"unknown step", STEP("@1s do strat connector"),
     "6:9: unknown step 'strat' | did you mean 'start'? allowed: start stop mail churn run dirsync "
     "wait remove connector polling trustee setting list gateway quirk\n"},
    {"unknown expectation", STEP("@1s expect evnt 59"),
     "6:13: unknown expectation 'evnt' | did you mean 'event'? allowed: event denied delivered "
     "files drained dirsync\n"},
    {"bad time", STEP("@1x expect drained\n expect drained"),
     "6:2: '@1x' is not a time | @TIME, by @TIME, or @TIME..@TIME\n"},
    {"bad by", STEP("by 5m expect drained"),
     "6:5: '5m' is not a time | did you mean '@5m'? allowed: @TIME, by @TIME, or @TIME..@TIME\n"},
    {"by without a time", STEP("by expect drained"), "6:5: `by` needs a time | by @5m\n"},
    {"by at the end", STEP("by"),
     "6:4: `by` needs a time | by @5m\n"
     "6:4: a verb is missing | allowed: @TIME by do fault fix expect never\n"},
    {"by before the instant above", STEP("@9s expect drained\n by @8s expect drained"),
     "7:5: `by @8s` is before the instant above, @9s | `by` counts from the last exact instant "
     "above\n"},
    {"interval backwards", STEP("@9s..@8s expect drained"),
     "6:2: the interval @9s..@8s ends before it begins | the earlier time comes first\n"},
    {"bad interval", STEP("@9s..8s expect drained"),
     "6:2: '@9s..8s' is not a time | @TIME, by @TIME, or @TIME..@TIME\n"},
    {"nothing above", HEAD CONNECTOR "phase \"p\"\n do start connector\n" SEEN,
     "5:2: the first step needs a time: there is none above it | @TIME, by @TIME, or "
     "@TIME..@TIME\n"},
    {"below an interval", STEP("@1s..@2s expect drained\n expect drained"),
     "7:2: a step below an interval needs a time of its own | @TIME, by @TIME, or @TIME..@TIME\n"},
    {"action in an interval", STEP("@1s..@2s do wait x\n by @3s fix wait x"),
     "6:2: `do` happens at one instant | @TIME\n"
     "7:2: `fix` happens at one instant | @TIME\n"},
    {"step behind until", "until 5s\n" STEP("@6s expect drained"),
     "7:2: the step is behind `until 5s` | make `until` later, or the step earlier\n"},
    {"shifted behind until", "until 5s\n" EDIT("shift begin by 6s"),
     "9:8: shifted, the step of 'begin' is behind `until 5s` | make `until` later, or shift it by "
     "less\n"},
    {"takes at an expectation", STEP("@1s expect drained takes 5s"),
     "6:21: `takes` at an expectation | only do, fault and fix take time\n"},
    {"takes without a time", STEP("@1s do wait x takes long"),
     "6:22: 'long' is not a time (90s, 1m30s, 2h, 500ms) | takes 20s\n"},
    {"takes behind as", STEP("@1s do wait x as y takes 5s"),
     "6:21: `takes` stands before `as` | takes TIME as LABEL\n"},
    {"event id", STEP("@1s expect event fifty"),
     "6:19: 'fifty' is not a number | ID is a number; or allowed: any\n"},
    {"event text without quotes", STEP("@1s expect event 59 text"),
     "6:22: 'text' is not a text in quotes | TEXT is a text in quotes; or allowed: source count\n"},
    {"count", STEP("@1s expect event 59 count many"),
     "6:28: 'many' is not a count (4, >= 1, 1..3) | COUNT is a count (4, >= 1, 1..3)\n"},
    {"count without a number", STEP("@1s expect event 59 count >="),
     "6:28: '>=' is not a count (4, >= 1, 1..3) | COUNT is a count (4, >= 1, 1..3)\n"},
    {"remove of what stays", STEP("@1s do remove connector C1"),
     "6:16: a connector cannot be removed | \n"},
    {"remove of nothing", STEP("@1s do remove"),
     "6:15: the line ends too early | NOUN NAME attribute value ...\n"},
    {"remove of an unknown noun", STEP("@1s do remove conector C1"),
     "6:16: unknown noun 'conector' | did you mean 'connector'? allowed: connector polling trustee "
     "setting list gateway quirk mail dirsync\n"},
    {"step and edit both wrong", STEP("@1s do mail fro PO1"),
     "6:14: unknown word 'fro' in `mail` | NAME is a name; or did you mean 'from'? allowed: out in "
     "from to file\n"},
    {"never without a stimulus",
     HEAD CONNECTOR "phase \"p\"\n @5s do start connector\n @1s never event 59\n",
     "6:6: nothing in this interval could cause what must not happen | no service runs and no mail "
     "moves then: it could not fail\n"},
    {"never after a stop",
     HEAD CONNECTOR
     "phase \"p\"\n @0s do start connector\n @5s do stop connector\n @6s..@9s never event 59\n "
     "@6s..@9s expect event 59 count 0\n @6s..@9s expect event 59 count 0..1\n",
     "7:11: nothing in this interval could cause what must not happen | no service runs and no "
     "mail moves then: it could not fail\n"
     "8:11: nothing in this interval could cause what must not happen | no service runs and no "
     "mail moves then: it could not fail\n"},
    {"unknown label", EDIT("drop begn"),
     "8:7: unknown label 'begn' | did you mean 'begin'? allowed: c1 begin\n"},
    {"no label to drop", HEAD "phase \"p\"\n @0s expect drained\nvariant \"v\"\n drop x\n",
     "6:7: unknown label 'x' | no label is set; labels are set with: as LABEL\n"},
    {"missing label", EDIT("drop"), "8:6: `drop` needs a label | labels are set with: as LABEL\n"},
    {"drop with more", EDIT("drop begin begin"),
     "8:13: unexpected 'begin' | nothing more is allowed here\n"},
    {"dropped twice", EDIT("drop begin\n drop begin"),
     "9:7: label 'begin' is dropped above | a step is dropped or edited\n"},
    {"replace without with", EDIT("replace begin do wait x"),
     "8:16: unexpected 'do' | replace LABEL with VERB FACT\n"},
    {"replace with an expectation", EDIT("replace begin with expect drained"),
     "8:10: `expect` cannot replace `do` | do, fault and fix replace each other; so do expect and "
     "never\n"},
    {"replace with a label", EDIT("replace begin with do wait x as y"),
     "8:31: `as` in `replace` | the step keeps the label it has\n"},
    {"replace of a world line", EDIT("replace c1 with do wait x"),
     "8:10: label 'c1' is that of a world line | write: world NOUN NAME attribute value, or drop "
     "the line\n"},
    {"shift without a time", EDIT("shift begin by"),
     "8:16: the line ends too early | shift LABEL by 5s\n"},
    {"shift without by", EDIT("shift begin 5s"), "8:14: unexpected '5s' | shift LABEL by 5s\n"},
    {"swap with itself", EDIT("swap begin begin"),
     "8:13: 'begin' and 'begin' cannot change places | two actions, or two expectations\n"},
    {"swap of one", EDIT("swap begin"),
     "8:12: `swap` needs a label | labels are set with: as LABEL\n"},
    {"world with a label", EDIT("world connector C1 build 5 as x"),
     "8:29: a label is not allowed here | `as LABEL` ends a world line or a step\n"},
    {"world without a noun", EDIT("world"),
     "8:7: the line ends too early | NOUN NAME attribute value ...\n"},
    {"new world line without its needs", EDIT("world connector C9 build 5"),
     "8:8: `connector` needs `version` | the world has none of that name, so this line declares "
     "one\n"},
    {"world remove of what stays", EDIT("world remove connector C1"),
     "8:15: a connector cannot be removed | \n"},
    {"unknown edit", EDIT("drp begin"),
     "8:2: unknown word 'drp' in a variant | did you mean 'drop'? allowed: drop replace shift swap "
     "world @TIME by do fault fix expect never\n"},
    {"own label twice", EDIT("@1s do wait x as a\n @2s do wait x as a\n @3s do wait x as begin"),
     "9:6: label 'a' is already that of line 8 | labels are chosen once in a file\n"
     "10:6: label 'begin' is already that of line 5 | labels are chosen once in a file\n"},
    {"unknown question", ASK("whi event 59"),
     "8:2: unknown question 'whi' | did you mean 'why'? allowed: why minimal single-change "
     "distinguish\n"},
    {"question without a fact", ASK("why"), "8:5: the line ends too early | why FACT\n"},
    {"question about an unknown label", ASK("minimal c2.build for drained"),
     "8:10: unknown label 'c2' | did you mean 'c1'? allowed: c1 begin\n"},
    {"question about an unknown attribute", ASK("minimal c1.biuld for drained"),
     "8:13: unknown attribute 'biuld' of `connector` | did you mean 'build'? allowed: version "
     "build store logging paused\n"},
    {"unknown invariant", ALWAYS("conservation onec"),
     "8:15: unknown invariant 'onec' | did you mean 'once'? allowed: conservation once reports "
     "order contents rights leftovers postoffice directory progress never\n"},
    {"always with an expectation", ALWAYS("expect drained"),
     "8:2: unknown invariant 'expect' | allowed: conservation once reports order contents rights "
     "leftovers postoffice directory progress never\n"},
    {"matrix of an unknown label", "matrix c2.build in 1 2\n" WORLD(""),
     "1:8: unknown label 'c2' | did you mean 'c1'? allowed: c1 begin\n"},
    {"matrix of a step", "matrix begin.x in 1 2\n" WORLD(""),
     "1:8: label 'begin' is that of a step | a matrix changes an attribute of a world line\n"},
    {"matrix of an unknown attribute", "matrix c1.biuld in 1 2\n" WORLD(""),
     "1:11: unknown attribute 'biuld' of `connector` | did you mean 'build'? allowed: version "
     "build store logging paused\n"},
    {"matrix of a flag", "matrix c1.paused in 1 2\n" WORLD(""),
     "1:11: `paused` of `connector` has no value that could change | \n"},
    {"matrix with wrong values", "matrix c1.build in 1 x 2 1\n" WORLD(""),
     "1:22: 'x' is not a number | N is a number\n"
     "1:26: value '1' is written twice | once is enough\n"},
    {"matrix forms", "matrix c1 in 1\nmatrix c1.build of 1\nmatrix c1.build in\n" WORLD(""),
     "1:8: unexpected 'c1' | matrix LABEL.ATTRIBUTE in VALUE VALUE ...\n"
     "2:17: unexpected 'of' | matrix LABEL.ATTRIBUTE in VALUE VALUE ...\n"
     "3:19: the line ends too early | matrix LABEL.ATTRIBUTE in VALUE VALUE ...\n"},
    {"matrix twice", "matrix c1.build in 1\nmatrix c1.build in 2\n" WORLD(""),
     "2:8: a second matrix for c1.build | write all its values on one line\n"},
    {"all errors in one pass",
     "seed x\n" WORLD(
         "conector C2\n trustee a on b rights Q") "variant \"v\"\n drop nothing\nask\n what\n",
     "1:6: 'x' is not a number | seed 1\n"
     "5:2: unknown noun 'conector' | did you mean 'connector'? allowed: connector polling trustee "
     "setting list gateway quirk mail dirsync\n"
     "6:24: unknown right 'Q' in 'Q' | NetWare rights are S R W C E M F A\n"
     "11:7: unknown label 'nothing' | allowed: c1 begin\n"
     "13:2: unknown question 'what' | did you mean 'why'? allowed: why minimal single-change "
     "distinguish\n"},
};

START_TEST(a_slip_is_named_with_its_place_and_what_is_allowed)
{
    parsed_open(&parsed, bad[_i].text);
    ck_assert(!parsed.is_good);
    ck_assert_str_eq(parsed_errors(&parsed), bad[_i].want);
}
END_TEST

START_TEST(errors_are_printed_with_line_and_caret)
{
    static const char text[] = HEAD CONNECTOR "\n   trustee \"\xc3\xa4\" on  b rights RQ   # no\n"
                                              "phase \"p\"\n" START SEEN;
    parsed_open(&parsed, text);
    struct buffer printed;
    buffer_init(&printed, &parsed.arena);
    scenario_print_errors(&printed, "dir/t.scn", &parsed.errors);
    ck_assert_str_eq(buffer_string(&printed),
                     "dir/t.scn:5:30: unknown right 'Q' in 'RQ'\n"
                     "   trustee \"\xc3\xa4\" on  b rights RQ   # no\n"
                     "                             ^ NetWare rights are S R W C E M F A\n");
}
END_TEST

/* Long texts: printed are the places of their errors, and what is around them. */
static void expect_short(const char *text, const char *part)
{
    struct buffer printed;
    parsed_open(&parsed, text);
    buffer_init(&printed, &parsed.arena);
    scenario_print_errors(&printed, "t.scn", &parsed.errors);
    ck_assert_uint_lt(printed.size, 3000);
    ck_assert_msg(strstr(buffer_string(&printed), part) != NULL, "%s", buffer_string(&printed));
}

enum { LONG = 5000 };

START_TEST(of_a_long_line_what_is_around_the_error_is_printed)
{
    static const char head[] = HEAD CONNECTOR "\n  trustee ";
    static const char tail[] = " grp\nphase \"p\"\n" START SEEN;
    static char text[2 * LONG];
    memset(text, 'x', LONG);
    memcpy(text, head, sizeof(head) - 1);
    memcpy(text + LONG, tail, sizeof(tail));
    expect_short(text, "xxxx grp\n");
}
END_TEST

START_TEST(of_a_long_word_its_beginning_is_printed)
{
    static char text[LONG + 1];
    memset(text, 'y', LONG);
    expect_short(text, "yyy...\n");
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("scenario_slips");
    TCase *tcase = tcase_create("slips");
    tcase_add_checked_fixture(tcase, NULL, end);
    tcase_add_loop_test(tcase, a_slip_is_named_with_its_place_and_what_is_allowed, 0,
                        ARRAY_COUNT(bad));
    tcase_add_test(tcase, errors_are_printed_with_line_and_caret);
    tcase_add_test(tcase, of_a_long_line_what_is_around_the_error_is_printed);
    tcase_add_test(tcase, of_a_long_word_its_beginning_is_printed);
    suite_add_tcase(all, tcase);
    return all;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
