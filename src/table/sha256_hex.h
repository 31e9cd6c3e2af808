/* sha256_hex.h: a SHA-256 as text.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_SHA256_HEX_H
#define PM_TABLE_SHA256_HEX_H

#include <nettle/sha2.h>

enum { PM_SHA256_HEX_SIZE = 2 * SHA256_DIGEST_SIZE + 1 };

/* In lower case; it ends what was begun. */
void pm_sha256_hex(struct sha256_ctx *sum, char hex[PM_SHA256_HEX_SIZE]);

#endif
