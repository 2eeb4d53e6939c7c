# The libraries behind the seam for matrix products (src/cpu/gemm.h), and the bench that compares
# them with our kernels. Ours are the default: a library runs only where CRIA_GEMM names it, and
# only if the build was asked for it.
option(CRIA_GEMM_LIBRARIES "Link oneDNN and OpenBLAS, where found, for CRIA_GEMM=onednn|openblas"
       OFF)
find_library(DNNL_LIBRARY dnnl)
find_path(DNNL_INCLUDE oneapi/dnnl/dnnl.h)
find_library(OPENBLAS_LIBRARY openblas)
find_path(OPENBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas openblas-pthread)

# cria_gemm_libraries(TARGET): what src/cpu/gemm_library.c needs to offer the libraries found.
function(cria_gemm_libraries target)
  foreach(name DNNL OPENBLAS)
    if(${name}_LIBRARY AND ${name}_INCLUDE)
      string(REPLACE DNNL ONEDNN offer ${name})
      target_compile_definitions(${target} PRIVATE CRIA_GEMM_${offer})
      target_include_directories(${target} SYSTEM PRIVATE ${${name}_INCLUDE})
      target_link_libraries(${target} PUBLIC ${${name}_LIBRARY})
    endif()
  endforeach()
endfunction()

if(CRIA_GEMM_LIBRARIES)
  cria_gemm_libraries(cria_cpu)
endif()

if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # The bench compiles gemm_library.c for itself, so it compares whatever the library was built with.
  add_executable(bench_gemm EXCLUDE_FROM_ALL bench/bench_gemm.c src/cli/peak.c
                 src/cpu/gemm_library.c)
  target_link_libraries(bench_gemm PRIVATE cria_cpu)
  cria_gemm_libraries(bench_gemm)
endif()
