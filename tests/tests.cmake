# Tests with libcheck. One line per test, appended at the end:
#   unit_test(<module> <libs>)      tests/unit/check_<module>.c
#   contract_test(<name> <libs>)    tests/contract/check_<name>.c
#   sweep_test(<name> <libs>)       tests/sweep/check_<name>.c
# The target and the ctest test are check_<module>; a line whose file is not there is left out.
# Libraries: base port connector_core posix_port connector_host connector_mime postoffice programs
# sim test_support (tests/support/*.c). A test finds the project's files under the macro SOURCE_DIR
# and runs in <build>/tests-work.

unit_test(arena base)
unit_test(buffer base)
unit_test(text base)
unit_test(format base)
unit_test(hash base)
unit_test(status base)
unit_test(ccm base)
unit_test(directory_file base)

contract_test(contract_posix posix_port)
contract_test(contract_memory_exchange test_support)
contract_test(contract_clauses test_support)
unit_test(os_file port)
unit_test(posix_port posix_port test_support)
unit_test(posix_files posix_port test_support)
unit_test(posix_processes posix_port test_support)
unit_test(host_config connector_host)
if(TARGET check_host_config AND TARGET ccmc)
  add_dependencies(check_host_config ccmc) # it runs it
endif()
unit_test(mime connector_mime)
unit_test(charset connector_mime)

unit_test(events connector_core)
unit_test(settings connector_core test_support)
unit_test(quirks connector_core)
unit_test(po_page connector_core test_support)
unit_test(store connector_core test_support)
unit_test(convert connector_core)
unit_test(address connector_core)
unit_test(dirsync_compare connector_core)
unit_test(dirsync_names connector_core)
unit_test(date connector_core)
unit_test(import_worker connector_core test_support)
unit_test(report connector_core test_support)
unit_test(export_worker connector_core test_support)
unit_test(dirsync_worker connector_core test_support)
unit_test(ccmc connector_core test_support)
sweep_test(sweep_connector connector_core test_support)
unit_test(cctools base)
unit_test(host_connector connector_core posix_port test_support)
foreach(test check_cctools check_host_connector)
  if(TARGET ${test} AND TARGET cctools)
    add_dependencies(${test} cctools) # it runs it
  endif()
endforeach()

unit_test(scenario_parse sim test_support)
unit_test(scenario_slips sim test_support)
unit_test(scenario_expand sim test_support)
unit_test(scenario_json sim test_support)
unit_test(fact sim test_support)
unit_test(help sim test_support)

contract_test(contract_sim test_worlds)

unit_test(sched sim)
unit_test(prng sim)
unit_test(trace sim)
unit_test(volume sim)
unit_test(volume_data sim)
unit_test(volume_power sim)
unit_test(volume_limits sim)
unit_test(sharing sim)
unit_test(trustee sim)
unit_test(acl sim)
unit_test(fs sim)
unit_test(nt_models sim)
unit_test(netware_models sim)
unit_test(identity sim)
unit_test(context sim)
unit_test(network sim)
unit_test(sessions sim)
unit_test(reach sim)
contract_test(contract_site sim)
sweep_test(sweep_world test_worlds)
sweep_test(sweep_dirsync test_worlds)
sweep_test(sweep_sqlite test_sqlite)
unit_test(rows test_worlds)
unit_test(dos_names sim)
unit_test(paths sim)
unit_test(run test_worlds)
unit_test(causes test_worlds)
unit_test(nouns test_worlds)
unit_test(access_words test_worlds)
foreach(module host world process connector office mail site truth truth_contents denial)
  unit_test(${module} test_worlds)
endforeach()

unit_test(postoffice programs postoffice test_support)
unit_test(po_store programs postoffice test_support)
unit_test(po_check programs postoffice test_support)
unit_test(po_map programs postoffice test_support)
unit_test(po_wear programs postoffice test_support)
unit_test(utility programs postoffice test_support)
unit_test(arguments programs)
unit_test(import programs postoffice posix_port test_support)
unit_test(directory_programs programs postoffice test_support)
unit_test(export programs postoffice test_support)
unit_test(modules sim)
unit_test(wear_memory sim)
unit_test(power test_worlds)

# The events of these scenarios, line by line.
if(TARGET ccbench)
  file(GLOB_RECURSE goldens RELATIVE ${CMAKE_SOURCE_DIR}/tests/golden CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/tests/golden/*.events.golden)
  foreach(golden IN LISTS goldens)
    string(REPLACE ".events.golden" "" name ${golden})
    add_test(NAME golden.${name}
             COMMAND ${CMAKE_COMMAND} -DCCBENCH=$<TARGET_FILE:ccbench> -DROOT=${CMAKE_SOURCE_DIR}
                     -DWORK=${CMAKE_BINARY_DIR}/tests-work/golden -DNAME=${name}
                     -P ${CMAKE_SOURCE_DIR}/tests/golden/golden_test.cmake)
    set_tests_properties(golden.${name} PROPERTIES LABELS golden TIMEOUT 60)
  endforeach()
endif()

# ccbench with a planted defect, to see that two replays that differ are found.
if(TARGET ccbench)
  add_executable(ccbench_planted ${CMAKE_SOURCE_DIR}/sim/ccbench.c
                 ${CMAKE_SOURCE_DIR}/tests/planted/planted.c)
  # The names with two underscores are the linker's.
  set_source_files_properties(${CMAKE_SOURCE_DIR}/tests/planted/planted.c PROPERTIES
                              COMPILE_OPTIONS "$<$<C_COMPILER_ID:Clang>:-Wno-reserved-identifier>")
  target_link_options(ccbench_planted PRIVATE -Wl,--wrap=world_finish_declarations)
  target_link_libraries(ccbench_planted PRIVATE warnings sim)
endif()
foreach(module bench options catalog reporter cli twice record sql)
  unit_test(${module} sim)
  if(TARGET check_${module} AND TARGET ccbench)
    add_dependencies(check_${module} ccbench ccbench_planted cctools) # some run them
  endif()
endforeach()
unit_test(letters test_worlds)
unit_test(json_line sim)
unit_test(judge sim)
unit_test(rights sim)
unit_test(nt_status sim)
unit_test(call_faults test_worlds)
