/* hadamard.c: Hadamard matrices by the constructions of Sylvester (1867) and
   Paley (1933, Journal of Mathematics and Physics 12, 311-320) and their
   Kronecker products.

   Paley's take the quadratic character chi of a field of q = p^k elements.
   q = 3 mod 4: order q + 1, entries 1 on the border's row and on the diagonal,
   -1 on its column, chi(i - j) elsewhere. q = 1 mod 4: order 2 (q + 1), where
   each entry of the conference matrix (0 on the diagonal, 1 on the border,
   chi(i - j) elsewhere) becomes two rows of two.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/hadamard.h"

enum { ORDER_MOST = 1 << 19 };

/* ------------------------------------------------------------- orders -- */

/* The p of q = p^k; 0: q is no power of a prime. */
static size_t prime_of(size_t q)
{
  size_t p = 2;
  while (p * p <= q && q % p != 0)
    p++;
  p = p * p <= q ? p : q;
  while (q % p == 0 && q > 1)
    q /= p;
  return q == 1 ? p : 0;
}

/* The factor of that order which is no product; order 0: there is none. */
static pm_hadamard_factor factor_of(size_t order)
{
  pm_hadamard_factor factor = {.order = order};
  if (order == 2)
    return factor;
  factor.q = order - 1;
  if (order % 4 == 0 && (factor.p = prime_of(factor.q)) > 0)
    return factor;
  factor.q = order / 2 - 1;
  if (order % 4 == 0 && factor.q % 4 == 1 && factor.q > 1 &&
      (factor.p = prime_of(factor.q)) > 0)
    return factor;
  return (pm_hadamard_factor){.order = 0};
}

/* Add the factors of an order, or none when there is no construction. A power of 2 is
   Sylvester's, which is what other software has; else the largest factor comes first. */
static bool find_factors(pm_hadamard *matrix, size_t order)
{
  if (order == 1)
    return true;
  const size_t count = matrix->factor_count;
  bool is_power = (order & (order - 1)) == 0;
  for (size_t first = is_power ? 2 : order; first > 1; first--) {
    if (order % first != 0)
      continue;
    pm_hadamard_factor factor = factor_of(first);
    if (factor.order == 0)
      continue;
    matrix->factors[matrix->factor_count++] = factor;
    if (find_factors(matrix, order / first))
      return true;
    matrix->factor_count = count;
  }
  return false;
}

size_t pm_hadamard_order(size_t least)
{
  for (size_t order = least < 1 ? 1 : least; order <= ORDER_MOST; order++) {
    pm_hadamard matrix = {.order = order};
    if ((order <= 2 || order % 4 == 0) && find_factors(&matrix, order))
      return order;
  }
  return 0;
}

/* ---------------------------------------------------------- characters -- */

/* x times an element, where x^k = c: elements are polynomials over the p whole
   numbers modulo p, their coefficients the digits of a number in base p. */
static size_t times_x(const pm_hadamard_factor *field, size_t element, size_t c)
{
  const size_t p = field->p;
  size_t shifted = element % (field->q / p) * p;
  size_t top = element / (field->q / p);
  size_t result = 0;
  for (size_t unit = 1; unit < field->q; unit *= p)
    result += (shifted / unit % p + top * (c / unit % p)) % p * unit;
  return result;
}

/* Whether x, with x^k = c, has every element but zero among its powers: then
   these are a field, and the even powers its squares. */
static bool fill_character(const pm_hadamard_factor *field, size_t c)
{
  for (size_t i = 0; i < field->q; i++)
    field->character[i] = 0;
  size_t power = 1;
  for (size_t i = 0; i + 1 < field->q; i++) {
    if (power == 0 || field->character[power] != 0)
      return false;
    field->character[power] = i % 2 == 0 ? 1 : -1;
    power = times_x(field, power, c);
  }
  return true;
}

static bool make_factor(pm_hadamard_factor *factor, pm_arena *arena)
{
  if (factor->q == 0)
    return true;
  factor->character = pm_arena_alloc(arena, factor->q);
  if (factor->character == NULL)
    return false;
  for (size_t c = 1; c < factor->q; c++)
    if (fill_character(factor, c))
      return true;
  return false;
}

bool pm_hadamard_make(pm_hadamard *matrix, size_t order, pm_arena *arena)
{
  *matrix = (pm_hadamard){.order = order};
  bool is_made = order >= 1 && order <= ORDER_MOST && find_factors(matrix, order);
  for (size_t f = 0; f < matrix->factor_count && is_made; f++)
    is_made = make_factor(&matrix->factors[f], arena);
  return is_made;
}

/* --------------------------------------------------------------- signs -- */

static int character_of_difference(const pm_hadamard_factor *field, size_t i, size_t j)
{
  const size_t p = field->p;
  size_t difference = 0;
  for (size_t unit = 1; unit < field->q; unit *= p)
    difference += (i / unit % p + p - j / unit % p) % p * unit;
  return field->character[difference];
}

/* An entry of the conference matrix, bordered as the sign at its corner says. */
static int bordered(const pm_hadamard_factor *field, size_t i, size_t j, int column_sign)
{
  if (i == 0 || j == 0)
    return i == j ? 0 : (i == 0 ? 1 : column_sign);
  return i == j ? 0 : character_of_difference(field, i - 1, j - 1);
}

static int factor_sign(const pm_hadamard_factor *factor, size_t i, size_t j)
{
  if (factor->q == 0)
    return i == 1 && j == 1 ? -1 : 1;
  if (factor->order == factor->q + 1)
    return i == j ? 1 : bordered(factor, i, j, -1);
  int entry = bordered(factor, i / 2, j / 2, 1);
  bool is_first = i % 2 == 0 && j % 2 == 0;
  bool is_last = i % 2 == 1 && j % 2 == 1;
  int sign = entry == 0 ? (is_first ? 1 : -1) : (is_last ? -entry : entry);
  return j == 1 ? -sign : sign; /* so that row 0 is all +1 */
}

int pm_hadamard_sign(const pm_hadamard *matrix, size_t row, size_t column)
{
  int sign = 1;
  for (size_t f = 0; f < matrix->factor_count; f++) {
    const pm_hadamard_factor *factor = &matrix->factors[f];
    sign *= factor_sign(factor, row % factor->order, column % factor->order);
    row /= factor->order;
    column /= factor->order;
  }
  return sign;
}
