# Fuzz entries: tests/fuzz/fuzz_NAME.c is LLVMFuzzerTestOneInput for one reader of foreign bytes;
# tests/fuzz/seeds/NAME/ holds its first inputs.
#
# Always: the entry with tests/fuzz/driver.c, run over its seeds by ctest as fuzz.NAME.
# With clang and -DCRIA_FUZZ=ON: the whole build is instrumented, and the entry is a libFuzzer
# program: fuzz_NAME [-max_total_time=SECONDS] [-dict=tests/fuzz/words/FORMAT] NEW_INPUTS
# tests/fuzz/seeds/NAME
option(CRIA_FUZZ "Build the fuzz entries with libFuzzer and the sanitizers (clang only)" OFF)
set(CRIA_FUZZ_CHECKS address,undefined)
if(CRIA_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "CRIA_FUZZ needs clang: cmake -DCMAKE_C_COMPILER=clang -DCRIA_FUZZ=ON")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link,${CRIA_FUZZ_CHECKS} -fno-sanitize-recover=all
                      -Wno-unknown-pragmas) # clang does not know GCC's loop hints
  add_link_options(-fsanitize=${CRIA_FUZZ_CHECKS})
endif()

# The rooms whose headers a source file includes, as the libraries to link.
function(cria_fuzz_rooms out source)
  file(STRINGS ${source} includes REGEX "^#include \"[a-z]+/")
  set(rooms cria_base)
  foreach(line ${includes})
    string(REGEX REPLACE "^#include \"([a-z]+)/.*" "cria_\\1" room ${line})
    list(APPEND rooms ${room})
  endforeach()
  list(REMOVE_DUPLICATES rooms)
  set(${out} ${rooms} PARENT_SCOPE)
endfunction()

# cria_fuzz_targets(FOLDER): one program a fuzz entry, and its test.
function(cria_fuzz_targets folder)
  file(GLOB entries CONFIGURE_DEPENDS ${folder}/fuzz_*.c)
  foreach(entry ${entries})
    get_filename_component(target ${entry} NAME_WE)
    string(REPLACE fuzz_ "" name ${target})
    cria_fuzz_rooms(rooms ${entry})
    set(seeds ${folder}/seeds/${name})
    add_executable(${target} ${entry})
    target_link_libraries(${target} PRIVATE ${rooms})
    if(CRIA_FUZZ)
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      add_test(NAME fuzz.${name} COMMAND ${target} -runs=0 ${seeds})
    else()
      target_sources(${target} PRIVATE ${folder}/driver.c)
      add_test(NAME fuzz.${name} COMMAND ${target} ${seeds})
    endif()
    cria_register(fuzz.${name} 120)
  endforeach()
endfunction()
