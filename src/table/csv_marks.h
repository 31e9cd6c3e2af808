/* csv_marks.h: where the separators are among 64 bytes, as bits: sixteen bytes
   at a time with SSE2, which every x86-64 has, or one at a time. The two come
   to the same bits; which one is used is settled when this is compiled.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_CSV_MARKS_H
#define PM_TABLE_CSV_MARKS_H

#include <stddef.h>
#include <stdint.h>

enum { PM_CSV_MARKED = 64 /* bytes that a word of bits tells of */ };

/* Bit i: byte i is a comma or a newline; how many are newlines is added. */
static inline uint64_t pm_csv_marks_plain(const char *bytes, size_t *newlines)
{
  uint64_t bits = 0;
  for (size_t i = 0; i < PM_CSV_MARKED; i++) {
    *newlines += bytes[i] == '\n';
    bits |= (uint64_t)(bytes[i] == ',' || bytes[i] == '\n') << i;
  }
  return bits;
}

#ifdef __SSE2__
#include <emmintrin.h>

static inline uint64_t pm_csv_marks_sse2(const char *bytes, size_t *newlines)
{
  const __m128i zero = _mm_setzero_si128();
  __m128i sum = zero; /* of each byte of sixteen: -1 for a newline */
  uint64_t bits = 0;
  for (int i = 0; i < PM_CSV_MARKED; i += 16) {
    __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
    __m128i is_comma = _mm_cmpeq_epi8(sixteen, _mm_set1_epi8(','));
    __m128i is_newline = _mm_cmpeq_epi8(sixteen, _mm_set1_epi8('\n'));
    sum = _mm_add_epi8(sum, is_newline);
    bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(is_comma, is_newline)) << i;
  }
  sum = _mm_sad_epu8(_mm_sub_epi8(zero, sum), zero); /* added up, by eights */
  *newlines += (size_t)_mm_cvtsi128_si32(sum) + (size_t)_mm_extract_epi16(sum, 4);
  return bits;
}

#define pm_csv_marks pm_csv_marks_sse2
#else
#define pm_csv_marks pm_csv_marks_plain
#endif

typedef struct pm_csv_bit_count {
  unsigned low, all; /* among the lower 32, in all */
} pm_csv_bit_count;

/* How many bits are set (Warren, Hacker's Delight, 2nd ed. 2012, section 5-1):
   without a newer processor's instruction, compilers call a function for it. */
static inline pm_csv_bit_count pm_csv_count_bits(uint64_t bits)
{
  bits -= (bits >> 1) & UINT64_C(0x5555555555555555);
  bits = (bits & UINT64_C(0x3333333333333333)) + ((bits >> 2) & UINT64_C(0x3333333333333333));
  bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
  bits *= UINT64_C(0x0101010101010101); /* every byte: the sum of all up to it */
  return (pm_csv_bit_count){(unsigned)(bits >> 24) & 0xFF, (unsigned)(bits >> 56)};
}

#endif
