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
unit_test(hash base)
unit_test(status base)
unit_test(ccm base)

contract_test(contract_posix posix_port)
contract_test(contract_memory_exchange test_support)
unit_test(os_file port)
unit_test(posix_port posix_port)
unit_test(host_config connector_host)
if(TARGET check_host_config AND TARGET ccmc)
  add_dependencies(check_host_config ccmc) # it runs it
endif()
unit_test(mime connector_mime)

unit_test(events connector_core)
unit_test(settings connector_core test_support)
unit_test(store connector_core test_support)
unit_test(convert connector_core)
unit_test(address connector_core)
unit_test(date connector_core)
unit_test(import_worker connector_core test_support)
unit_test(report connector_core test_support)
unit_test(export_worker connector_core test_support)
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

contract_test(contract_sim sim)

unit_test(sched sim)
unit_test(prng sim)
unit_test(trace sim)
unit_test(volume sim)
unit_test(volume_data sim)
unit_test(sharing sim)
unit_test(trustee sim)
unit_test(acl sim)
unit_test(fs sim)
unit_test(nt_models sim)
unit_test(netware_models sim)
unit_test(identity sim)
unit_test(network sim)
unit_test(sessions sim)
unit_test(reach sim)
contract_test(contract_site sim)
sweep_test(sweep_world test_worlds)
unit_test(rows test_support)
unit_test(run test_support)
unit_test(nouns test_support)
