# cmake -D CCBENCH=<program with a planted defect> -D SCENARIO=<file> -P planted_test.cmake
# Two replays differ: exit code 3, and the first row that differs is named; it is a write.
cmake_minimum_required(VERSION 3.25)

unset(ENV{LC_ALL})
execute_process(COMMAND ${CCBENCH} run --twice --case base ${SCENARIO}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT result EQUAL 3)
  message(FATAL_ERROR "wanted exit code 3, got ${result}: ${output}${errors}")
endif()
if(NOT output MATCHES "two replays differ" OR
   NOT output MATCHES "first differing row [0-9]+:\n *first [^\n]* write [^\n]*\n *second [^\n]* write ")
  message(FATAL_ERROR "the first differing row is not named as a write: ${output}${errors}")
endif()
