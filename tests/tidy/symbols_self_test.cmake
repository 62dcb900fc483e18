# cmake -D CC=<compiler> -D AR=<ar> -D NM=<nm> -D SCRIPT=<symbols_test.cmake> -D WORK=<folder> -P ...
# A planted call, a planted global and a planted static are found by the symbol check.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
file(WRITE ${WORK}/allowed.txt "memcpy\nabort good.c.o # reason\n")

function(expect name text message)
  file(WRITE ${WORK}/${name}.c "${text}")
  execute_process(COMMAND ${CC} -std=c17 -O1 -fPIE -fno-builtin -c ${name}.c -o ${name}.c.o
                  WORKING_DIRECTORY ${WORK} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${AR} cr ${name}.a ${name}.c.o WORKING_DIRECTORY ${WORK}
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} -DNM=${NM} -DALLOWED=${WORK}/allowed.txt
                          -DARCHIVES=${WORK}/${name}.a -P ${SCRIPT}
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(message STREQUAL "")
    if(NOT result EQUAL 0)
      message(SEND_ERROR "${name}: wanted no finding, got: ${errors}")
    endif()
  elseif(result EQUAL 0 OR NOT errors MATCHES "${message}")
    message(SEND_ERROR "${name}: wanted '${message}', got: ${errors}")
  endif()
endfunction()

expect(good "#include <stdlib.h>\n#include <string.h>
static const char *const words[] = {\"a\", \"b\"};\nconst char *word(int at);\nvoid stop(char *a);
const char *word(int at)\n{\n    return words[at];\n}
void stop(char *a)\n{\n    memcpy(a, a + 9, 3);\n    abort();\n}\n" "")
expect(other_object "#include <stdlib.h>\nvoid stop(void);\nvoid stop(void)\n{\n    abort();\n}\n"
       "abort other_object.c.o: not in")
expect(call "#include <time.h>\ntime_t now(void);\ntime_t now(void)\n{\n    return time(0);\n}\n"
       "time call.c.o: not in")
expect(global "int count;\n" "count is writable")
expect(initialised "int count = 3;\n" "count is writable")
expect(hidden "int next(void);\nint next(void)\n{\n    static int count;\n    return ++count;\n}\n"
       "count.* is writable")
