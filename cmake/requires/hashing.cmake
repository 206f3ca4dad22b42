# SPDX-License-Identifier: Apache-2.0
find_package(OpenSSL 1.1 QUIET COMPONENTS Crypto)
if(TARGET OpenSSL::Crypto)
  set(links OpenSSL::Crypto)
else()
  set(missing "OpenSSL was not found (Debian: libssl-dev)")
endif()
