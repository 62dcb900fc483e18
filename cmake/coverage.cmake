# cmake -D ROOT=<project> -D BUILD=<coverage build> -P coverage.cmake
# Reads the counters that the tests left in BUILD and holds each folder to its floor in coverage.txt.
cmake_minimum_required(VERSION 3.25)

find_program(GCOVR gcovr REQUIRED)
set(report ${BUILD}/coverage.json)
execute_process(
  COMMAND ${GCOVR} -r ${ROOT} --object-directory ${BUILD}
          --filter connector/ --filter sim/ --filter tools/
          --exclude-unreachable-branches --exclude-branches-by-pattern ".*REQUIRE\\(.*"
          --json ${report} ${BUILD}
  WORKING_DIRECTORY ${ROOT} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "gcovr: ${output}${errors}")
endif()
execute_process(COMMAND ${GCOVR} -r ${ROOT} -a ${report} --html-details ${BUILD}/coverage.html
                WORKING_DIRECTORY ${ROOT} OUTPUT_QUIET ERROR_QUIET)

file(STRINGS ${ROOT}/cmake/coverage.txt rows REGEX "^[a-z]")
set(failed FALSE)
foreach(row IN LISTS rows)
  string(REGEX REPLACE "[ \t]+" ";" row "${row}")
  list(GET row 0 folder)
  list(GET row 1 lines)
  list(GET row 2 branches)
  execute_process(COMMAND ${GCOVR} -r ${ROOT} -a ${report} --filter ${folder}/ --print-summary
                          --fail-under-line ${lines} --fail-under-branch ${branches}
                  WORKING_DIRECTORY ${ROOT} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE errors)
  string(REGEX MATCH "lines: ([0-9.]+)%" ignored "${output}")
  set(lines_got "${CMAKE_MATCH_1}")
  string(REGEX MATCH "branches: ([0-9.]+)%" ignored "${output}")
  set(branches_got "${CMAKE_MATCH_1}")
  message("coverage ${folder}: lines ${lines_got} % (floor ${lines}), "
          "branches ${branches_got} % (floor ${branches})")
  if(NOT result EQUAL 0)
    message("${output}${errors}")
    set(failed TRUE)
  endif()
endforeach()
if(failed)
  message(FATAL_ERROR "coverage is below a floor; ${BUILD}/coverage.html shows the lines")
endif()
