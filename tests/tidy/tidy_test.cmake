# cmake -D TIDY=<program> -D WORK=<folder> -P tidy_test.cmake
# Each planted defect is found, and what is allowed is not.
cmake_minimum_required(VERSION 3.25)

# plant(<name> <path> <wanted finding; empty: none> <text>...)
function(plant name path finding)
  set(root ${WORK}/${name})
  file(REMOVE_RECURSE ${root})
  list(JOIN ARGN "" text)
  file(WRITE ${root}/${path} "${text}")
  file(WRITE ${root}/scenarios/good.scn "scenario \"x\"\nkb Q1\n")
  execute_process(COMMAND ${TIDY} ${root} OUTPUT_VARIABLE output RESULT_VARIABLE result)
  if(finding STREQUAL "")
    if(NOT result EQUAL 0)
      message(SEND_ERROR "${name}: wanted no finding, got: ${output}")
    endif()
  elseif(NOT result EQUAL 1)
    message(SEND_ERROR "${name}: wanted '${finding}', got result ${result}: ${output}")
  else()
    string(FIND "${output}" "${path}:${finding}" at)
    if(at EQUAL -1)
      message(SEND_ERROR "${name}: wanted '${path}:${finding}', got: ${output}")
    endif()
  endif()
endfunction()

plant(base_knows_no_port connector/base/a.c "2: connector/base/ may not include \"port/os_port.h\""
      "#include \"base/a.h\"\n#include \"port/os_port.h\"\n")
plant(connector_knows_no_world connector/ccmc/a.c "1: connector/ccmc/ may not include \"world/world.h\""
      "#include \"world/world.h\"\n")
plant(post_office_knows_no_world sim/postoffice/a.c "1: sim/postoffice/ may not include \"core/prng.h\""
      "#include \"core/prng.h\"\n")
plant(lower_knows_no_upper sim/fs/a.c "1: sim/fs/ may not include \"host/host.h\""
      "#include \"host/host.h\"\n")
plant(exchange_and_people_apart sim/people/a.c "1: sim/people/ may not include \"exchange/site.h\""
      "#include \"exchange/site.h\"\n")
plant(module_hangs_on_world sim/exchange/a.c "" "#include \"world/world.h\"\n")
plant(header_of_a_module sim/exchange/a.h "1: sim/exchange/ may not include \"world/world.h\""
      "#include \"world/world.h\"\n")
plant(upper_knows_lower sim/world/a.c "" "#include \"host/host.h\"\n#include \"postoffice.h\"\n")
plant(program_knows_post_office tools/programs/a.c ""
      "#include \"postoffice.h\"\n#include \"programs/program.h\"\n")
plant(no_way_up connector/ccmc/a.c "1: \"../port/os_port.h\": no `..`"
      "#include \"../port/os_port.h\"\n")
plant(include_in_a_comment connector/ccmc/a.c "" "/*\n#include \"world/world.h\"\n*/\n")
plant(system_in_the_connector connector/ccmc/a.c "1: <unistd.h> is not for this part"
      "#include <unistd.h>\n")
plant(clock_in_the_world sim/world/a.c "1: <time.h> makes runs differ" "#include <time.h>\n")
plant(banned_call sim/core/a.c "2: malloc is banned: use arena_alloc"
      "/* malloc( */\nvoid *a = malloc (3);\n")
plant(banned_word_in_text sim/core/a.c "" "static const char a[] = \"strcpy(\";\n")
plant(member_of_that_name sim/core/a.c "" "int a = port->time(1) + my_malloc(2);\n")
plant(memory_in_a_test tests/unit/check_a.c "" "void *a = malloc(3);\n")
plant(copy_in_a_test tests/unit/check_a.c "1: strcpy is banned: use text_copy"
      "strcpy(a, b);\n")
plant(event_number sim/world/a.c "1: 59 is an event number" "int a = 59;\n")
plant(event_number_in_its_table connector/ccmc/events.def "" "EVENT(IMPORT, 1, 59)\n")
plant(number_in_a_word sim/world/a.c "" "int a59 = 0x59 + 590; /* 59 */\n")
plant(tab sim/core/a.c "1: tab" "\tint a;\n")
plant(blank_at_end sim/core/a.c "1: blank at the end" "int a; \n")
plant(no_newline sim/core/a.c "1: no newline" "int a;")
plant(todo_without_issue sim/core/a.c "1: TODO needs an issue" "/* TODO: later */\n")
plant(todo_with_issue sim/core/a.c "" "/* TODO(#12): later */\n")
string(REPEAT "x" 101 long)
plant(long_line sim/core/a.c "2: 101 columns" "int a;\n${long}\n")
string(REPEAT "ü" 100 wide)
plant(wide_characters_count_once sim/core/a.c "" "${wide}\n")
string(REPEAT "    a++\n" 70 body)
plant(function_of_70_lines sim/core/a.c "" "int a(void)\n{\n${body}}\n")
plant(function_of_71_lines sim/core/a.c "2: function of 71 lines"
      "int a(void)\n{\n    {\n${body}}\n")
string(REPEAT "int a\n" 501 lines)
plant(file_of_501_lines sim/core/a.c "500: 501 lines, more than 500" "${lines}")
plant(test_of_501_lines tests/unit/check_a.c "" "${lines}")
plant(scenario_without_source scenarios/rights/a.scn "1: says neither kb nor source"
      "scenario \"a\"\n# kb Q1\n")
plant(scenario_with_source scenarios/rights/a.scn "" "scenario \"a\"\nsource \"a letter\"\n")
plant(golden_without_scenario tests/golden/rights/a.golden "1: there is no scenarios/rights/a.scn" "x\n")
plant(golden_with_scenario tests/golden/good.events.golden "" "x\n")
