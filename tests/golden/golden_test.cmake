# cmake -D CCBENCH=<program> -D ROOT=<project> -D WORK=<folder> -D NAME=<rights/x> [-D UPDATE=1] -P golden_test.cmake
# Events and verdicts of scenarios/<NAME>.scn are those of tests/golden/<NAME>.events.golden, but for the hash of the
# trace, which any new port call changes. UPDATE writes them anew, but not where CI is set.
cmake_minimum_required(VERSION 3.25)

set(golden ${ROOT}/tests/golden/${NAME}.events.golden)
execute_process(COMMAND ${CCBENCH} run --events scenarios/${NAME}.scn WORKING_DIRECTORY ${ROOT}
                RESULT_VARIABLE result OUTPUT_VARIABLE events ERROR_VARIABLE errors)
string(REGEX REPLACE ", trace [0-9a-f]+" "" events "${events}")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${NAME}: exit ${result}: ${errors}")
endif()
if(UPDATE)
  if(DEFINED ENV{CI})
    message(FATAL_ERROR "golden files do not change under CI")
  endif()
  file(WRITE ${golden} "${events}")
  return()
endif()
file(READ ${golden} wanted)
if(NOT events STREQUAL wanted)
  file(WRITE ${WORK}/${NAME}.events "${events}")
  message(FATAL_ERROR "${NAME}: other events than in ${golden}; they are in ${WORK}/${NAME}.events")
endif()
