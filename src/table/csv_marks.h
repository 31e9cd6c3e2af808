/* csv_marks.h: where the separators are among 64 bytes, as bits: sixteen bytes
   at a time with SSE2, which every x86-64 has, or one at a time. The two come
   to the same bits; which one is used is settled when this is compiled.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_TABLE_CSV_MARKS_H
#define PM_TABLE_CSV_MARKS_H

#include <stddef.h>
#include <stdint.h>

enum { PM_CSV_MARKED = 64 /* bytes that a word of bits tells of */ };

/* Bit i: byte i is a comma or a newline. */
static inline uint64_t pm_csv_marks_plain(const char *bytes)
{
  uint64_t bits = 0;
  for (size_t i = 0; i < PM_CSV_MARKED; i++)
    bits |= (uint64_t)(bytes[i] == ',' || bytes[i] == '\n') << i;
  return bits;
}

/* How many of the bytes are newlines. */
static inline size_t pm_csv_newlines_plain(const char *bytes)
{
  size_t count = 0;
  for (size_t i = 0; i < PM_CSV_MARKED; i++)
    count += bytes[i] == '\n';
  return count;
}

#ifdef __SSE2__
#include <emmintrin.h>

static inline __m128i pm_csv_load(const char *bytes)
{
  return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

static inline uint64_t pm_csv_marks_of_16(const char *bytes)
{
  __m128i sixteen = pm_csv_load(bytes);
  __m128i is_comma = _mm_cmpeq_epi8(sixteen, _mm_set1_epi8(','));
  __m128i is_newline = _mm_cmpeq_epi8(sixteen, _mm_set1_epi8('\n'));
  return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(is_comma, is_newline));
}

static inline uint64_t pm_csv_marks_sse2(const char *bytes)
{
  return pm_csv_marks_of_16(bytes) | pm_csv_marks_of_16(bytes + 16) << 16 |
         pm_csv_marks_of_16(bytes + 32) << 32 | pm_csv_marks_of_16(bytes + 48) << 48;
}

static inline size_t pm_csv_newlines_sse2(const char *bytes)
{
  __m128i newline = _mm_set1_epi8('\n');
  __m128i sum = _mm_setzero_si128(); /* of -1 for each, in every byte of 16 */
  for (size_t i = 0; i < PM_CSV_MARKED; i += 16)
    sum = _mm_add_epi8(sum, _mm_cmpeq_epi8(pm_csv_load(bytes + i), newline));
  sum = _mm_sad_epu8(_mm_sub_epi8(_mm_setzero_si128(), sum), _mm_setzero_si128());
  return (size_t)_mm_cvtsi128_si32(sum) + (size_t)_mm_extract_epi16(sum, 4);
}

#define pm_csv_marks pm_csv_marks_sse2
#define pm_csv_newlines pm_csv_newlines_sse2
#else
#define pm_csv_marks pm_csv_marks_plain
#define pm_csv_newlines pm_csv_newlines_plain
#endif

/* How many bits are set (Warren, Hacker's Delight, 2nd ed. 2012, section 5-1):
   without a newer processor's instruction, compilers call a function for it. */
static inline unsigned pm_csv_count_bits(uint64_t bits)
{
  bits -= (bits >> 1) & UINT64_C(0x5555555555555555);
  bits = (bits & UINT64_C(0x3333333333333333)) + ((bits >> 2) & UINT64_C(0x3333333333333333));
  bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
  return (unsigned)((bits * UINT64_C(0x0101010101010101)) >> 56);
}

#endif
