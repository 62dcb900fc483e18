/*
 * world_texts -- worlds and steps as texts, for tests of the scenario language
 *
 * HOST alone, then NETWARE, NT or GATEWAY (each with the post office PO1), RIGHTS and MAIL; the
 * other lines are steps, behind START.
 */
#ifndef TESTS_WORLDS_WORLD_TEXTS_H
#define TESTS_WORLDS_WORLD_TEXTS_H

#define HOST                                                                                       \
    "world\n  connector C1 version 5.5 store \"D:\\exchsrvr\\ccmcdata\" account EXCH\\svc-ccmc\n"
#define NETWARE                                                                                    \
    HOST "  netware NW1 version 3.12 volume SYS\n"                                                 \
         "  account NW1\\svc-ccmc password same\n"                                                 \
         "  postoffice PO1 on NW1 SYS:CCDATA format DB6 health clean\n"                            \
         "  tab C1 postoffice PO1 path \"\\\\NW1\\SYS\\CCDATA\"\n"
#define RIGHTS "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCE as rights\n"
#define MAIL "  mail outgoing out 7 to PO1\n  mail incoming in 3 from PO1\n"
#define NT                                                                                         \
    HOST "  ntserver NT1 share CCPO path \"D:\\ccdata\" acl EXCH\\svc-ccmc change\n"               \
         "  postoffice PO1 on NT1 CCPO\n"                                                          \
         "  tab C1 path \"\\\\NT1\\CCPO\"\n"
#define GATEWAY                                                                                    \
    HOST "  netware NW1\n"                                                                         \
         "  gateway on account NW1\\nwgate share CCPO \"\\\\NW1\\SYS\\CCDATA\"\n"                  \
         "  trustee NW1\\nwgate on SYS:CCDATA rights RWCE\n"                                       \
         "  postoffice PO1 on NW1 SYS:CCDATA\n"                                                    \
         "  tab C1 path \"\\\\EX1\\CCPO\"\n"
#define START "phase \"all\"\n  @0s do start connector\n"
#define ALL_ARRIVES "  by @20s expect delivered out 7 in 3\n"
#define NOTHING_LEAVES "  @1m expect delivered out 0\n"
#define NO_MAIL "  @1m expect delivered out 0 in 0\n"

#endif
