# What `cmake --install` puts where: the program, the public library (static and shared) with its
# header, cria.pc, the manual page, the pocket corpus' rules and the recipes.

# ---- the library: the rooms below the public API as one object file whose only visible names are
# those of include/cria.h (cmake/public.symbols)
set(public_rooms base format token tensor cpu device model generate)
set(objects)
foreach(room ${public_rooms})
  get_target_property(kind cria_${room} TYPE)
  if(kind STREQUAL STATIC_LIBRARY)
    list(APPEND objects $<TARGET_OBJECTS:cria_${room}>)
  endif()
endforeach()
foreach(isa generic avx2 avx512)
  if(TARGET cria_simd_${isa})
    list(APPEND objects $<TARGET_OBJECTS:cria_simd_${isa}>)
  endif()
endforeach()
set(symbols ${PROJECT_SOURCE_DIR}/cmake/public.symbols)
set(whole ${PROJECT_BINARY_DIR}/libcria.o)
add_custom_command(
  OUTPUT ${whole}
  COMMAND ${CMAKE_LINKER} -r -o ${whole} ${objects}
  COMMAND ${CMAKE_OBJCOPY} --keep-global-symbols=${symbols} ${whole}
  DEPENDS ${objects} ${symbols}
  COMMAND_EXPAND_LISTS VERBATIM COMMENT "Joining the rooms of the public library")

foreach(form static shared)
  string(TOUPPER ${form} kind)
  add_library(cria_public_${form} ${kind} ${whole})
  set_target_properties(cria_public_${form} PROPERTIES OUTPUT_NAME cria LINKER_LANGUAGE C
                                                       VERSION ${PROJECT_VERSION} SOVERSION 0)
  target_link_libraries(
    cria_public_${form} PRIVATE PkgConfig::JANSSON PkgConfig::YAML PkgConfig::ZSTD
                                PkgConfig::XXHASH PkgConfig::UTF8PROC Threads::Threads m)
endforeach()
set_source_files_properties(${whole} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)

# ---- pkg-config and the manual page
file(RELATIVE_PATH CRIA_PC_PREFIX /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
set(CRIA_LIBS_PRIVATE "-lm -pthread")
if(CRIA_GEMM_LIBRARIES)
  foreach(name DNNL OPENBLAS)
    if(${name}_LIBRARY)
      string(APPEND CRIA_LIBS_PRIVATE " ${${name}_LIBRARY}")
      target_link_libraries(cria_public_static PRIVATE ${${name}_LIBRARY})
      target_link_libraries(cria_public_shared PRIVATE ${${name}_LIBRARY})
    endif()
  endforeach()
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/cria.pc.in ${PROJECT_BINARY_DIR}/cria.pc @ONLY)
set(manual ${PROJECT_BINARY_DIR}/cria.1)
add_custom_command(
  OUTPUT ${manual}
  COMMAND sh -c "\"$1\" help --man >\"$2\"" sh $<TARGET_FILE:cria> ${manual}
  DEPENDS cria
  VERBATIM COMMENT "Writing the manual page")
add_custom_target(cria_manual ALL DEPENDS ${manual})

install(TARGETS cria cria_public_static cria_public_shared
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${PROJECT_SOURCE_DIR}/include/cria.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/include/cria/status.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cria)
install(FILES ${PROJECT_BINARY_DIR}/cria.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/share/pocket ${PROJECT_SOURCE_DIR}/recipes
        DESTINATION ${CMAKE_INSTALL_DATADIR}/cria)
