/* program_kinds -- the rows of programs.def as objects: program_import, program_export, ... */
#ifndef TOOLS_PROGRAMS_PROGRAM_KINDS_H
#define TOOLS_PROGRAMS_PROGRAM_KINDS_H

#include "programs/program.h"

/* clang-format off */
#define PROGRAM(name) extern const struct program_kind program_##name;
#include "programs.def"
#undef PROGRAM
/* clang-format on */

#endif
