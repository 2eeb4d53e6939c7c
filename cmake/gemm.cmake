# Libraries behind the seam for matrix products (src/cpu/gemm.h), and the bench of all of them.
# Our kernels are the default; a library is used only where CRIA_GEMM names it.
option(CRIA_GEMM_LIBRARIES "Offer oneDNN and OpenBLAS, where found, as CRIA_GEMM=onednn|openblas" OFF)
find_library(OPENBLAS_LIBRARY openblas)
find_path(OPENBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas openblas-pthread x86_64-linux-gnu/openblas-pthread)

# cria_gemm_with(TARGET): compiles the libraries found into it.
function(cria_gemm_with target)
  target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src/cpu/library/gemm_library.c)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${target} PRIVATE CRIA_GEMM_LIBRARIES)
  if(DNNL_LIBRARY AND DNNL_INCLUDE)
    target_compile_definitions(${target} PRIVATE CRIA_GEMM_ONEDNN)
    target_include_directories(${target} SYSTEM PRIVATE ${DNNL_INCLUDE})
    target_link_libraries(${target} PUBLIC ${DNNL_LIBRARY})
  endif()
  if(OPENBLAS_LIBRARY AND OPENBLAS_INCLUDE)
    target_compile_definitions(${target} PRIVATE CRIA_GEMM_OPENBLAS)
    target_include_directories(${target} SYSTEM PRIVATE ${OPENBLAS_INCLUDE})
    target_link_libraries(${target} PUBLIC ${OPENBLAS_LIBRARY})
  endif()
endfunction()
