# What tests/tests.cmake is written with: unit_test, contract_test, sweep_test, and the fuzzers.
# Shared helpers are tests/support/*.c, included as "support/x.h". A test finds the project's files
# under the macro SOURCE_DIR and runs in <build>/tests-work.
pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)

add_library(test_options INTERFACE)
target_include_directories(test_options INTERFACE ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(test_options INTERFACE SOURCE_DIR="${CMAKE_SOURCE_DIR}")
# The variadic macros of libcheck may be called without a message.
target_compile_options(test_options INTERFACE
  $<$<C_COMPILER_ID:Clang>:-Wno-gnu-zero-variadic-macro-arguments>)
target_link_libraries(test_options INTERFACE PkgConfig::CHECK)
# Objects of a release build hold both forms; without this word gcc's linker plugin takes the other one, in each test.
target_link_options(test_options INTERFACE -fno-lto)

# What tests share. It sees everything, but links no part of the world: a test names the parts that the
# helpers it uses need, and these come behind it on the command line.
part(test_support ROOT tests SOURCES tests/support/*.c
     LIBS test_options connector_core port base)
target_include_directories(test_support PUBLIC ${CMAKE_SOURCE_DIR}/connector ${CMAKE_SOURCE_DIR}/sim
                           ${CMAKE_SOURCE_DIR}/sim/postoffice ${CMAKE_SOURCE_DIR}/tools)
# Worlds that tests of the simulator share.
part(test_worlds ROOT tests SOURCES tests/worlds/*.c LIBS test_options sim)
# SQLite on volumes of such worlds.
part(test_sqlite ROOT tests SOURCES tests/sqlite/*.c LIBS test_support test_worlds PkgConfig::SQLITE)
# The cases of the contract suites; contract_test links them.
part(contract ROOT tests SOURCES tests/contract/*.c EXCEPT tests/contract/check_*.c
     LIBS test_options test_support port base)

function(check_test folder name)
  if(TARGET check_${name})
    message(FATAL_ERROR "tests/tests.cmake: check_${name} is listed twice")
  endif()
  file(GLOB source CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/check_${name}.c)
  if(NOT source)
    message(STATUS "tests/${folder}/check_${name}.c: not there, left out")
    return()
  endif()
  add_executable(check_${name} ${source})
  set_target_properties(check_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  set(libraries ${ARGN})
  if(test_support IN_LIST libraries)
    list(REMOVE_ITEM libraries test_support)
    list(PREPEND libraries test_support)
  endif()
  target_link_libraries(check_${name} PRIVATE warnings test_options ${libraries})
  add_test(NAME check_${name} COMMAND check_${name} WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)
  # A test that asks for no time of its own gets more than four seconds: machines may be busy.
  set_tests_properties(check_${name} PROPERTIES LABELS ${folder} TIMEOUT 300
                       ENVIRONMENT CK_DEFAULT_TIMEOUT=60)
endfunction()

macro(unit_test name)
  check_test(unit ${name} ${ARGN})
endmacro()
macro(contract_test name)
  check_test(contract ${name} contract ${ARGN})
endmacro()
macro(sweep_test name)
  check_test(sweep ${name} ${ARGN})
endmacro()

# Called behind tests/tests.cmake: every check_*.c must be listed there.
function(all_tests_are_listed)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/check_*.c
       ${CMAKE_SOURCE_DIR}/tests/contract/check_*.c ${CMAKE_SOURCE_DIR}/tests/sweep/check_*.c)
  foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    if(NOT TARGET ${name})
      message(FATAL_ERROR "${source} has no line in tests/tests.cmake")
    endif()
  endforeach()
endfunction()

# What the fuzzers begin with: made from the project's own files, in every build, so that it can fail.
add_executable(fuzz_corpora ${CMAKE_SOURCE_DIR}/tests/fuzz/corpora.c)
set_target_properties(fuzz_corpora PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_link_libraries(fuzz_corpora PRIVATE warnings test_options test_support programs postoffice)
add_test(NAME fuzz.corpora COMMAND fuzz_corpora ${CMAKE_BINARY_DIR}/tests/corpora ${CMAKE_SOURCE_DIR}/tests/vectors)
set_tests_properties(fuzz.corpora PROPERTIES LABELS unit TIMEOUT 60)

if(CCBENCH_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "CCBENCH_FUZZ needs clang: -DCMAKE_C_COMPILER=clang")
  endif()
  file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_*.c)
  add_custom_target(fuzzers VERBATIM
                    COMMAND fuzz_corpora ${CMAKE_BINARY_DIR}/tests/corpora ${CMAKE_SOURCE_DIR}/tests/vectors)
  foreach(source IN LISTS fuzzers)
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE warnings test_options test_support sim posix_port)
    add_dependencies(fuzzers ${name})
  endforeach()
endif()

# Every scenario file is a test of each build; what it expects is in the file.
if(TARGET ccbench)
  file(GLOB_RECURSE scenarios RELATIVE ${CMAKE_SOURCE_DIR}/scenarios CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/scenarios/*.scn)
  foreach(scenario IN LISTS scenarios)
    add_test(NAME scenario.${scenario} COMMAND ccbench run ${CMAKE_SOURCE_DIR}/scenarios/${scenario}
             WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)
    set_tests_properties(scenario.${scenario} PROPERTIES LABELS scenario TIMEOUT 120)
  endforeach()
  # Several calls of each replay fail; mail survives (`tools/test --long` takes 1,000 seeds on all files).
  foreach(folder program rights path resource service concurrency addressing)
    add_test(NAME storms.${folder} COMMAND ccbench run --storm 1 --storms 8 ${CMAKE_SOURCE_DIR}/scenarios/${folder}
             WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)
    set_tests_properties(storms.${folder} PROPERTIES LABELS sweep TIMEOUT 300)
  endforeach()
  # Worlds that nobody wrote down.
  add_test(NAME worlds COMMAND ccbench run --world 1 --worlds 60 WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)
  add_test(NAME worlds.storms COMMAND ccbench run --world 1 --worlds 12 --storm 1 --storms 4
           WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)
  set_tests_properties(worlds worlds.storms PROPERTIES LABELS sweep TIMEOUT 300)
  # Seeds that broke once: first seed, how many, files.
  function(storms_found first count)
    list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/scenarios/)
    add_test(NAME storms.found.${first} COMMAND ccbench run --storm ${first} --storms ${count} ${ARGN}
             WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)
    set_tests_properties(storms.found.${first} PROPERTIES LABELS sweep TIMEOUT 300)
  endfunction()
  add_test(NAME storms.found.keyword COMMAND ccbench run ${CMAKE_SOURCE_DIR}/scenarios/conversion/event-54-keyword-damaged.scn
           --case "a word is inserted behind a keyword: the counts do not fit any more"
           --strikes "132:PROCESS_GONE 151:CONNECTION_LOST 157:PROCESS_GONE 163:POWER"
           WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests-work)
  set_tests_properties(storms.found.keyword PROPERTIES LABELS sweep TIMEOUT 60)
  storms_found(222 45 addressing/aliases-and-moved-users.scn addressing/post-offices-behind-a-hub.scn)
  storms_found(10003 1 concurrency/no-event-board-and-folder-go-round.scn)
  storms_found(10017 1 concurrency/no-event-board-and-folder-go-round.scn)
  storms_found(10060 1 conversion/header-buffer-full.scn)
  storms_found(10071 1 concurrency/two-connectors-one-queue-both-write.scn)
  storms_found(10175 1 postoffice/lists-and-boards.scn)
  storms_found(20004 1 concurrency/no-event-board-and-folder-go-round.scn)
  storms_found(20086 1 concurrency/two-connectors-one-export-killed.scn)
  storms_found(20161 1 rights/rights-that-are-enough.scn)
  storms_found(20197 1 concurrency/two-connectors-one-export-killed.scn)
  storms_found(20258 1 postoffice/event-59-import-loop.scn)
  storms_found(21043 1 addressing/use-anr-names-without-post-office.scn)
  storms_found(21139 1 addressing/post-offices-behind-a-hub.scn)
  storms_found(21148 1 rights/event-59-volume-full.scn)
  storms_found(40008 1 addressing/use-anr-names-without-post-office.scn)
  storms_found(40012 1 postoffice/event-68-restored-from-tape.scn)
  storms_found(50070 1 addressing/use-anr-names-without-post-office.scn)
  storms_found(50094 1 postoffice/event-68-interrupted-writes.scn)
  storms_found(50186 1 service/saved-files-are-played-back.scn)
  storms_found(50240 1 addressing/post-offices-behind-a-hub.scn)
  storms_found(50295 1 program/programs-of-release-8-5.scn)
  storms_found(50463 1 dirsync/first-last-and-secondary-proxy.scn)
endif()

# Tests of the project's own text and objects.
include(${CMAKE_SOURCE_DIR}/tests/tidy/tidy.cmake)
