# nm of binutils, whatever the compiler brings: the listing of another one reads otherwise.
find_program(gnu_nm nm REQUIRED)

# Tests of the project's own text and objects; all are labelled tidy.
file(GLOB tidy_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/tidy/*.c)
add_executable(tidy ${tidy_sources})
set_target_properties(tidy PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(tidy PRIVATE warnings)

set(tidy_folder ${CMAKE_SOURCE_DIR}/tests/tidy)
set(tidy_work ${CMAKE_BINARY_DIR}/tests-work/tidy)

# tidy_script(<name> <script> <-D definitions>)
function(tidy_script name script)
  add_test(NAME tidy.${name} COMMAND ${CMAKE_COMMAND} ${ARGN} -P ${tidy_folder}/${script})
  set_tests_properties(tidy.${name} PROPERTIES LABELS tidy TIMEOUT 300)
endfunction()

add_test(NAME tidy.text COMMAND tidy ${CMAKE_SOURCE_DIR})
set_tests_properties(tidy.text PROPERTIES LABELS tidy)
tidy_script(self tidy_test.cmake -DTIDY=$<TARGET_FILE:tidy> -DWORK=${tidy_work}/self)
tidy_script(rows rows_test.cmake -DROOT=${CMAKE_SOURCE_DIR} -DWORK=${tidy_work}/rows)
tidy_script(tables tables_test.cmake -DROOT=${CMAKE_SOURCE_DIR})
tidy_script(assumptions assumptions_test.cmake -DROOT=${CMAKE_SOURCE_DIR})
tidy_script(assumptions_self assumptions_test.cmake -DROOT=${CMAKE_SOURCE_DIR}
            -DTABLE=${tidy_folder}/planted_assumptions.def)
set_tests_properties(tidy.assumptions_self PROPERTIES PASS_REGULAR_EXPRESSION
                     "nobody reads it: NOBODY_READS[ \n]*$")
tidy_script(articles articles_test.cmake -DROOT=${CMAKE_SOURCE_DIR}
            -DLIST=${tidy_folder}/articles.txt)
tidy_script(format format_test.cmake -DROOT=${CMAKE_SOURCE_DIR})

find_program(CCBENCH_GCC gcc)
find_program(CCBENCH_CLANG clang)
tidy_script(headers headers_test.cmake -DROOT=${CMAKE_SOURCE_DIR} -DWORK=${tidy_work}/headers
            "-DCOMPILERS=${CCBENCH_GCC}\;${CCBENCH_CLANG}"
            "-DFLAGS=-Wall\;-Wextra\;-Wpedantic\;-Wstrict-prototypes\;-Wundef")
tidy_script(symbols_self symbols_self_test.cmake -DCC=${CMAKE_C_COMPILER} -DAR=${CMAKE_AR}
            -DNM=${gnu_nm} -DSCRIPT=${tidy_folder}/symbols_test.cmake
            -DWORK=${tidy_work}/symbols_self)

# Instrumentation adds symbols and counters, so only plain builds are asked.
if(NOT CCBENCH_INSTRUMENTED)
  set(archives "")
  foreach(library base port connector_core)
    get_target_property(type ${library} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      list(APPEND archives $<TARGET_FILE:${library}>)
    endif()
  endforeach()
  list(JOIN archives "\\;" archives)
  tidy_script(symbols symbols_test.cmake -DNM=${gnu_nm}
              -DALLOWED=${CMAKE_SOURCE_DIR}/cmake/symbols.txt "-DARCHIVES=${archives}")
endif()

if(TARGET ccbench AND TARGET cctools AND TARGET ccmc)
  add_test(NAME tidy.readme COMMAND sh ${tidy_folder}/readme_test.sh ${CMAKE_SOURCE_DIR}
           ${CMAKE_BINARY_DIR} ${tidy_work}/readme)
  set_tests_properties(tidy.readme PROPERTIES LABELS tidy TIMEOUT 600)
endif()
