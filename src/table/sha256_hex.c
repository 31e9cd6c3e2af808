/* sha256_hex.c: a SHA-256 as text.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/sha256_hex.h"

#include <stddef.h>

void pm_sha256_hex(struct sha256_ctx *sum, char hex[PM_SHA256_HEX_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  uint8_t digest[SHA256_DIGEST_SIZE];
  sha256_digest(sum, sizeof digest, digest);
  for (size_t i = 0; i < sizeof digest; i++) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  hex[PM_SHA256_HEX_SIZE - 1] = '\0';
}
