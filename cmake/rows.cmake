# Rows build: a table NAME.def and its plug-in folder say the same thing.
#
# rows_to_sources(<table.def> <folder> <variable>)
#   A row is a line `MACRO(name, ...)`. For each row <folder>/<name>.c must exist, and each .c file of
#   the folder must have a row, but for modules that plug-ins share: these have a header of their own,
#   which a plug-in never has. Otherwise configuration stops and says what is missing. The list of
#   sources, rows first and in their order, is left in <variable>. Paths are from the project's root.

function(rows_to_sources table folder variable)
  set(${variable} "" PARENT_SCOPE)
  set(table_path ${CMAKE_SOURCE_DIR}/${table})
  file(GLOB files RELATIVE ${CMAKE_SOURCE_DIR}/${folder} CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/${folder}/*.c)
  file(GLOB table_there CONFIGURE_DEPENDS ${table_path})
  if(NOT table_there)
    message(FATAL_ERROR "there is no ${table} for ${folder}")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table_path})

  file(STRINGS ${table_path} rows REGEX "^[A-Z][A-Z0-9_]*\\([a-z0-9_]+[ ,)]")
  set(names "")
  set(sources "")
  foreach(row IN LISTS rows)
    string(REGEX REPLACE "^[A-Z0-9_]+\\(([a-z0-9_]+).*" "\\1" name "${row}")
    if(name IN_LIST names)
      message(FATAL_ERROR "${table}: two rows are named ${name}")
    endif()
    if(NOT "${name}.c" IN_LIST files)
      message(FATAL_ERROR "${table}: row ${name} has no file ${folder}/${name}.c")
    endif()
    if(EXISTS ${CMAKE_SOURCE_DIR}/${folder}/${name}.h)
      message(FATAL_ERROR "${folder}/${name}.h: a plug-in has no header, so that nobody depends on it")
    endif()
    list(APPEND names ${name})
    list(APPEND sources ${CMAKE_SOURCE_DIR}/${folder}/${name}.c)
    list(REMOVE_ITEM files ${name}.c)
  endforeach()
  foreach(file IN LISTS files)
    string(REGEX REPLACE "c$" "h" header ${file})
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${folder}/${header})
      message(FATAL_ERROR "${folder}/${file} has no row in ${table}")
    endif()
    list(APPEND sources ${CMAKE_SOURCE_DIR}/${folder}/${file})
  endforeach()
  if(NOT names)
    message(FATAL_ERROR "${table}: no row found (a row is a line MACRO(name, ...))")
  endif()
  set(${variable} ${sources} PARENT_SCOPE)
endfunction()
