# cmake -D ROOT=<project> -D WORK=<folder> -P rows_test.cmake
# Configures tiny projects and checks that rows and files must agree.
cmake_minimum_required(VERSION 3.25)

# expect(<name> <table text or -> <files> <wanted message; empty: configuration succeeds>)
function(expect name table files message)
  set(project ${WORK}/${name})
  file(REMOVE_RECURSE ${project})
  file(MAKE_DIRECTORY ${project}/plugs)
  if(NOT table STREQUAL "-")
    file(WRITE ${project}/plugs.def "${table}")
  endif()
  foreach(file IN LISTS files)
    file(WRITE ${project}/plugs/${file} "")
  endforeach()
  file(WRITE ${project}/CMakeLists.txt
       "cmake_minimum_required(VERSION 3.25)\n"
       "project(rows LANGUAGES NONE)\n"
       "include(\"${ROOT}/cmake/rows.cmake\")\n"
       "rows_to_sources(plugs.def plugs sources)\n"
       "message(STATUS \"sources=\${sources}=\")\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -G Ninja -S ${project} -B ${project}/build
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  string(REGEX REPLACE "[ \n]+" " " errors "${errors}")
  if(message STREQUAL "")
    if(NOT result EQUAL 0)
      message(SEND_ERROR "${name}: should configure, but: ${errors}")
    endif()
    list(FILTER files INCLUDE REGEX "c$")
    list(TRANSFORM files PREPEND ${project}/plugs/)
    if(NOT output MATCHES "sources=${files}=")
      message(SEND_ERROR "${name}: wrong list of sources: ${output}")
    endif()
  elseif(result EQUAL 0)
    message(SEND_ERROR "${name}: should stop with '${message}'")
  elseif(NOT errors MATCHES "${message}")
    message(SEND_ERROR "${name}: wanted '${message}', got: ${errors}")
  endif()
endfunction()

set(two "/* a table */\nPLUG(bravo, 1)\n/* PLUG(none) */\nPLUG(alpha,\n     \"2, (x)\")\n")
expect(rows_and_files_agree "${two}" "bravo.c;alpha.c" "")
expect(shared_module "${two}" "bravo.c;alpha.c;tool.c;tool.h" "")
expect(header_of_a_plug_in "${two}" "bravo.c;alpha.c;alpha.h" "plugs/alpha.h: a plug-in has no header")
expect(row_without_a_file "${two}" "bravo.c" "plugs.def: row alpha has no file plugs/alpha.c")
expect(file_without_a_row "${two}" "alpha.c;bravo.c;charlie.c"
       "plugs/charlie.c has no row in plugs.def")
expect(two_rows_of_one_name "${two}PLUG(alpha)\n" "alpha.c;bravo.c" "two rows are named alpha")
expect(files_without_a_table "-" "alpha.c" "there is no plugs.def")
expect(table_without_rows "/* none */\n" "" "no row found")
