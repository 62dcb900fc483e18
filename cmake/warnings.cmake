# Every target of the project links `warnings`.
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
  -Wmissing-prototypes -Wold-style-definition -Wvla -Wcast-qual -Wcast-align -Wwrite-strings -Wundef
  -Wformat=2 -Wswitch-enum -Wnull-dereference
  $<$<C_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init>
  $<$<C_COMPILER_ID:Clang>:-Wmissing-variable-declarations -Wassign-enum -Wcomma>
  $<$<BOOL:${CCBENCH_WERROR}>:-Werror>
  # __FILE__ is a path from the project's root, wherever the clone lies.
  -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_link_options(warnings INTERFACE -Wl,--as-needed)
