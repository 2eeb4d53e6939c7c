# src/cpu/simd/*.c is compiled once for each instruction set; every external name in it is
# CRIA_ISA(name), which becomes name_generic, name_avx2 or name_avx512. Files named *_avx2.c or
# *_avx512.c are compiled for that set only. Which one runs is chosen at run time.
file(GLOB simd_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cpu/simd/*.c)
set(simd_only ${simd_sources})
list(FILTER simd_sources EXCLUDE REGEX "_(avx2|avx512)\\.c$")
set(simd_flags_generic "")
set(simd_flags_avx2 -mavx2 -mfma -ffp-contract=fast)
set(simd_flags_avx512 -mavx512f -mavx512dq -mavx512vl -mavx512bw -mfma -mprefer-vector-width=512
                      -ffp-contract=fast)
foreach(isa generic avx2 avx512)
  set(sources ${simd_sources})
  foreach(file ${simd_only})
    if(file MATCHES "_${isa}\\.c$")
      list(APPEND sources ${file})
    endif()
  endforeach()
  if(sources)
    add_library(cria_simd_${isa} OBJECT ${sources})
    target_include_directories(cria_simd_${isa} PRIVATE ${PROJECT_SOURCE_DIR}/src
                               ${PROJECT_SOURCE_DIR}/include)
    target_compile_definitions(cria_simd_${isa} PRIVATE CRIA_ISA_SUFFIX=${isa})
    target_compile_options(cria_simd_${isa} PRIVATE ${simd_flags_${isa}})
    target_sources(cria_cpu PRIVATE $<TARGET_OBJECTS:cria_simd_${isa}>)
  endif()
endforeach()
