# SPDX-License-Identifier: Apache-2.0
# 7.75 brought the signatures of requests, 7.84 what S3 needs of them.
find_package(CURL 7.84 QUIET)
if(TARGET CURL::libcurl)
  set(links CURL::libcurl)
else()
  set(missing "libcurl 7.84 or later was not found (Debian: libcurl4-openssl-dev)")
endif()
