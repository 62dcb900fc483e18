# cmake -D ROOT=<project> -P format_test.cmake
# clang-format 14 would change no file that git knows (or, without git, none of the project's folders).
cmake_minimum_required(VERSION 3.25)

find_program(CLANG_FORMAT NAMES clang-format-14 clang-format REQUIRED)
execute_process(COMMAND git -C ${ROOT} ls-files --cached --others --exclude-standard -- *.c *.h
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_QUIET)
if(result EQUAL 0 AND NOT output STREQUAL "")
  string(REPLACE "\n" ";" files "${output}")
else()
  file(GLOB_RECURSE files RELATIVE ${ROOT}
       ${ROOT}/connector/*.[ch] ${ROOT}/sim/*.[ch] ${ROOT}/tools/*.[ch] ${ROOT}/tests/*.[ch])
endif()
set(there "")
foreach(file IN LISTS files)
  if(file AND EXISTS ${ROOT}/${file}) # git also lists what was removed a moment ago
    list(APPEND there ${file})
  endif()
endforeach()
execute_process(COMMAND ${CLANG_FORMAT} --dry-run --Werror --style=file ${there}
                WORKING_DIRECTORY ${ROOT} RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
  string(REGEX MATCHALL "[^\n]*error:[^\n]*" places "${errors}")
  list(JOIN places "\n" places)
  message(FATAL_ERROR "not formatted (clang-format -i FILE mends it):\n${places}")
endif()
list(LENGTH there count)
message("${count} files are formatted")
