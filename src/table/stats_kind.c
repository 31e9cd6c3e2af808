/* stats_kind.c: how the files of statistics programs begin, and how they count
   their days.

   Stata counts a %td date in days from 1960-01-01 (Stata 17 manual, [D]
   Datetime), SAS a date in days from 1960-01-01 (SAS 9.4 Language Reference:
   Concepts), SPSS one in seconds from 1582-10-14 (IBM SPSS Statistics 28
   Command Syntax Reference, Date and Time).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/stats_kind.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------ dates -- */

/* "%td", "%d", then perhaps how; "%-" before either aligns. */
static bool is_stata_date(const char *format)
{
  if (*format++ != '%')
    return false;
  format += *format == '-';
  return strncmp(format, "td", 2) == 0 || *format == 'd';
}

/* Is the format one of count names, but for its width? */
static bool is_named(const char *format, const char *const *names, size_t count)
{
  size_t length = strlen(format);
  while (length > 0 && strchr("0123456789.", format[length - 1]) != NULL)
    length--;
  for (size_t i = 0; i < count; i++)
    if (strlen(names[i]) == length && strncmp(names[i], format, length) == 0)
      return true;
  return false;
}

static bool is_spss_date(const char *format)
{
  static const char *const names[] = {"DATE", "ADATE", "EDATE", "SDATE", "JDATE"};
  return is_named(format, names, sizeof names / sizeof *names);
}

static bool is_sas_date(const char *format)
{
  static const char *const names[] = {
      "DATE",     "DDMMYY",  "DDMMYYB",  "DDMMYYC",  "DDMMYYD",  "DDMMYYN",
      "DDMMYYP",  "DDMMYYS", "MMDDYY",   "MMDDYYB",  "MMDDYYC",  "MMDDYYD",
      "MMDDYYN",  "MMDDYYP", "MMDDYYS",  "YYMMDD",   "YYMMDDB",  "YYMMDDC",
      "YYMMDDD",  "YYMMDDN", "YYMMDDP",  "YYMMDDS",  "E8601DA",  "B8601DA",
      "IS8601DA", "JULIAN",  "WEEKDATE", "WEEKDATX", "WORDDATE", "WORDDATX"};
  return is_named(format, names, sizeof names / sizeof *names);
}

/* A day of the proleptic Gregorian calendar by its number from 1970-01-01; years
   begin in March here, so that a leap day is the last of its year. */
static void date_of(int64_t day, int *year, int *month, int *day_of_month)
{
  enum { DAYS_400 = 146097, DAYS_TO_1970 = 719468 }; /* from 0000-03-01 */
  int64_t days = day + DAYS_TO_1970;                 /* not negative: from year 1 on */
  int64_t era = days / DAYS_400, left = days % DAYS_400;
  int64_t years = (left - left / 1460 + left / 36524 - left / 146096) / 365;
  int64_t in_year = left - (365 * years + years / 4 - years / 100);
  int64_t from_march = (5 * in_year + 2) / 153;
  *day_of_month = (int)(in_year - (153 * from_march + 2) / 5 + 1);
  *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
  *year = (int)(400 * era + years + (*month <= 2));
}

bool pm_stats_date(const pm_stats_kind *kind, double value, char text[PM_STATS_DATE_SIZE])
{
  const double first = -719162, last = 2932896; /* 0001-01-01 and 9999-12-31 */
  double day = value / kind->day + (double)kind->day_zero;
  if (!(fmod(value, kind->day) == 0 && day >= first && day <= last))
    return false;
  int year, month, day_of_month;
  date_of((int64_t)day, &year, &month, &day_of_month);
  return snprintf(text, PM_STATS_DATE_SIZE, "%04d-%02d-%02d", year, month, day_of_month) ==
         PM_STATS_DATE_SIZE - 1;
}

/* ----------------------------------------------------------------- checks -- */

/* A cut behind the observations would not show. */
static bool check_stata(int fd, off_t size, const char **fault)
{
  static const char end[] = "</stata_dta>";
  char bytes[sizeof end - 1];
  const off_t at = size - (off_t)sizeof bytes;
  ssize_t got;
  do
    got = at < 0 ? 0 : pread(fd, bytes, sizeof bytes, at);
  while (got < 0 && errno == EINTR);
  bool is_whole = got == (ssize_t)sizeof bytes && memcmp(bytes, end, sizeof bytes) == 0;
  *fault = is_whole ? NULL : "it is cut off";
  return got >= 0;
}

enum { RECORD = 80, RECORDS_READ = 512 };

static bool is_member(const char *record)
{
  static const char *const headers[] = {"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!",
                                        "HEADER RECORD*******MEMBV8  HEADER RECORD!!!!!!!"};
  return memcmp(record, headers[0], strlen(headers[0])) == 0 ||
         memcmp(record, headers[1], strlen(headers[1])) == 0;
}

/* It is made of whole records, and does not say how many. A second data set in
   it would be read as values of the first. */
static bool check_transport(int fd, off_t size, const char **fault)
{
  char bytes[RECORD * RECORDS_READ];
  int members = 0;
  *fault = size % RECORD != 0 ? "it is cut off" : NULL;
  for (off_t at = 0; *fault == NULL && at < size;) {
    ssize_t got = pread(fd, bytes, sizeof bytes, at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return false;
    got -= got % RECORD;
    for (ssize_t i = 0; i < got; i += RECORD)
      members += is_member(bytes + i);
    if (got == 0)
      *fault = "it was cut off while it was read";
    else if (members > 1)
      *fault = "it holds more than one data set";
    at += got;
  }
  return true;
}

/* ------------------------------------------------------------------ kinds -- */

enum { DAY_1960 = -3653, DAY_1582 = -141428 };

#define STATA                                                                                  \
  .name = "a Stata file", .parse = readstat_parse_dta, .is_date = is_stata_date, .day = 1,     \
  .day_zero = DAY_1960
#define SPSS                                                                                   \
  .name = "an SPSS file", .parse = readstat_parse_sav, .is_date = is_spss_date, .day = 86400,  \
  .day_zero = DAY_1582
#define SAS .is_date = is_sas_date, .day = 1, .day_zero = DAY_1960
#define TRANSPORT                                                                              \
  SAS, .name = "a SAS transport file", .parse = readstat_parse_xport, .check = check_transport
#define BEGINS(text) .begin = (text), .begin_size = sizeof(text) - 1

/* Stata's before 117 begin with their version, and four more bytes below. */
static const pm_stats_kind old_stata = {STATA};

static const pm_stats_kind kinds[] = {
    {STATA, .check = check_stata, BEGINS("<stata_dta>")},
    {SPSS, BEGINS("$FL2")},
    {SPSS, BEGINS("$FL3")},
    {SAS, .name = "a SAS data set", .parse = readstat_parse_sas7bdat,
     BEGINS("\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92\x08\0\x09\xC7\x31"
            "\x8C\x18\x1F\x10\x11")},
    {TRANSPORT, BEGINS("HEADER RECORD*******LIB")}, /* RARY in version 5, V8 in version 8 */
};

/* Version, byte order, file type, nothing: no text has such bytes. */
static bool is_old_stata(const char *bytes, size_t size)
{
  return size >= 4 && bytes[0] >= 102 && bytes[0] <= 115 && (bytes[1] == 1 || bytes[1] == 2) &&
         bytes[2] == 1 && bytes[3] == 0;
}

const pm_stats_kind *pm_stats_kind_of(const char *bytes, size_t size)
{
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (size >= kinds[i].begin_size && memcmp(bytes, kinds[i].begin, kinds[i].begin_size) == 0)
      return &kinds[i];
  return is_old_stata(bytes, size) ? &old_stata : NULL;
}
