/* check_publish.c: an output appears whole or not at all.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <dirent.h>
#include <fcntl.h>
#include <plusminus/table.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 512, FEW = 3, MANY = 1200000 }; /* MANY: more than is held in memory */

/* A directory for each test, which is its working directory. */
static char directory[] = "/tmp/check_publish-XXXXXX";

static void setup(void)
{
  ck_assert_ptr_nonnull(mkdtemp(directory));
  ck_assert_int_eq(chdir(directory), 0);
  umask(022);
}

static void teardown(void)
{
  char command[PATH_SIZE];
  ck_assert_int_eq(chdir("/"), 0);
  snprintf(command, sizeof command, "chmod -R u+w %s && rm -r %s", directory, directory);
  ck_assert_int_eq(system(command), 0);
}

/* How many names the working directory holds. */
static int names(void)
{
  int count = -2; /* . and .. */
  DIR *listing = opendir(".");
  ck_assert_ptr_nonnull(listing);
  while (readdir(listing) != NULL)
    count++;
  closedir(listing);
  return count;
}

static void put_text(const char *path, const char *text)
{
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  ck_assert_int_eq(fclose(file), 0);
}

static void expect_text(const char *path, const char *text)
{
  char got[256] = "";
  FILE *file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s", path);
  size_t size = fread(got, 1, sizeof got - 1, file);
  fclose(file);
  got[size] = '\0';
  ck_assert_str_eq(got, text);
}

static mode_t mode_of(const char *path)
{
  struct stat about;
  ck_assert_int_eq(stat(path, &about), 0);
  return about.st_mode & 07777;
}

static pm_status fill(pm_writer *writer, int rows, pm_error *error)
{
  static const pm_column columns[] = {{"force", NULL, PM_KIND_TEXT},
                                      {"n", NULL, PM_KIND_COUNT}};
  pm_status status = pm_writer_table(writer, "rows", NULL, columns, 2, error);
  for (int i = 0; status == PM_OK && i < rows; i++) {
    const pm_cell cells[] = {pm_cell_text("Kent"), pm_cell_number(i)};
    status = pm_writer_row(writer, cells, error);
  }
  return status;
}

static pm_status write_rows(const pm_writer_request *request, int rows, pm_error *error)
{
  pm_writer *writer;
  pm_status status = pm_writer_open(&writer, request, error);
  if (status == PM_OK)
    status = fill(writer, rows, error);
  if (status == PM_OK)
    status = pm_writer_close(writer, error);
  pm_writer_free(writer);
  return status;
}

static const char few[] = "force,n\nKent,0\nKent,1\nKent,2\n";

static void expect_written(const char *file)
{
  pm_error error = {0};
  const pm_writer_request request = {.format = "csv", .file = file};
  ck_assert_msg(write_rows(&request, FEW, &error) == PM_OK, "%s", error.faults[0].text);
}

static void expect_refused(const char *file, const char *message)
{
  pm_error error = {0};
  const pm_writer_request request = {.format = "csv", .file = file};
  ck_assert_int_eq(write_rows(&request, FEW, &error), PM_ERROR_IO);
  ck_assert_msg(strstr(error.faults[0].text, message) != NULL, "%s", error.faults[0].text);
}

/* A device to write to by name. Root could replace the machine's own, which is
   what code that is wrong would do: so root is given a private one. NULL: none
   can be had here. Minor numbers: Linux, admin-guide/devices.txt. */
static const char *device(const char *name, unsigned minor_number)
{
  static char path[PATH_SIZE];
  if (geteuid() != 0) {
    snprintf(path, sizeof path, "/dev/%s", name);
    return path;
  }
  snprintf(path, sizeof path, "%s", name);
  if (mknod(path, S_IFCHR | 0666, makedev(1, minor_number)) != 0)
    return NULL;
  int file = open(path, O_WRONLY); /* refused where devices do not work */
  if (file < 0)
    return NULL;
  close(file);
  return path;
}
enum { MINOR_NULL = 3, MINOR_FULL = 7 };

/* ---------------------------------------------------------------- files -- */

START_TEST(a_new_file_obeys_the_umask)
{
  umask(027);
  expect_written("out.csv");
  expect_text("out.csv", few);
  ck_assert_int_eq(mode_of("out.csv"), 0640);
  ck_assert_int_eq(names(), 1);
}
END_TEST

START_TEST(a_replaced_file_keeps_its_mode)
{
  put_text("out.csv", "old");
  ck_assert_int_eq(chmod("out.csv", 0604), 0);
  expect_written("out.csv");
  expect_text("out.csv", few);
  ck_assert_int_eq(mode_of("out.csv"), 0604);
  ck_assert_int_eq(names(), 1);
}
END_TEST

START_TEST(nothing_is_seen_before_close)
{
  pm_error error = {0};
  pm_writer *writer;
  const pm_writer_request request = {.format = "csv", .file = "out.csv"};
  put_text("out.csv", "old");
  ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_OK);
  ck_assert_int_eq(fill(writer, MANY, &error), PM_OK);
  expect_text("out.csv", "old");
  ck_assert_int_eq(names(), 1);
  pm_writer_free(writer);
  expect_text("out.csv", "old");
  ck_assert_int_eq(names(), 1);
}
END_TEST

START_TEST(links_are_written_through)
{
  ck_assert_int_eq(mkdir("deep", 0755), 0);
  put_text("deep/real.csv", "old");
  ck_assert_int_eq(symlink("real.csv", "deep/link.csv"), 0);
  ck_assert_int_eq(symlink("deep/link.csv", "outer.csv"), 0);
  ck_assert_int_eq(symlink("deep/new.csv", "dangling.csv"), 0);
  ck_assert_int_eq(symlink("loop.csv", "loop.csv"), 0);
  expect_written("outer.csv");
  expect_text("deep/real.csv", few);
  expect_written("dangling.csv");
  expect_text("deep/new.csv", few);
  struct stat about;
  ck_assert(lstat("outer.csv", &about) == 0 && S_ISLNK(about.st_mode));
  ck_assert(lstat("dangling.csv", &about) == 0 && S_ISLNK(about.st_mode));
  expect_refused("loop.csv", "cannot write 'loop.csv': Too many levels of symbolic links");
  ck_assert_int_eq(names(), 4);
}
END_TEST

START_TEST(bad_places_are_refused_at_once)
{
  pm_error error = {0};
  pm_writer *writer;
  const pm_writer_request request = {.file = "no/such/out.csv"};
  ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "cannot write 'no/such/out.csv': directory 'no/such': "
                                         "No such file or directory");
  expect_refused(".", "cannot write '.': Is a directory");
  put_text("plain", "");
  expect_refused("plain/out.csv", "Not a directory");
  ck_assert_int_eq(names(), 1);
}
END_TEST

START_TEST(protected_places_are_refused)
{
  if (geteuid() == 0) {
    ck_assert_int_eq(chmod(directory, 0755), 0);
    ck_assert_int_eq(seteuid(65534), 0); /* root may write anywhere */
  } else {
    ck_assert_int_eq(chmod(directory, 0555), 0);
  }
  expect_refused("out.csv", "cannot write 'out.csv': directory '.': Permission denied");
  ck_assert_int_eq(names(), 0);
  if (getuid() == 0)
    ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

START_TEST(devices_are_written_to)
{
  const char *null = device("null", MINOR_NULL);
  if (null == NULL)
    return;
  int before = names();
  expect_written(null);
  struct stat about;
  ck_assert(stat(null, &about) == 0 && S_ISCHR(about.st_mode));
  ck_assert_int_eq(names(), before);
}
END_TEST

START_TEST(pipes_are_written_to)
{
  ck_assert_int_eq(mkfifo("pipe", 0600), 0);
  int reader = open("pipe", O_RDONLY | O_NONBLOCK);
  ck_assert_int_ge(reader, 0);
  expect_written("pipe");
  char got[sizeof few] = "";
  ck_assert_int_eq(read(reader, got, sizeof got), sizeof few - 1);
  ck_assert_str_eq(got, few);
  close(reader);
  ck_assert_int_eq(names(), 1);
}
END_TEST

/* An open descriptor that is a file: what is there already stays. */
START_TEST(descriptors_are_appended_to)
{
  char path[64];
  put_text("log", "before\n");
  int file = open("log", O_WRONLY);
  ck_assert_int_ge(file, 0);
  snprintf(path, sizeof path, "/dev/fd/%d", file);
  expect_written(path);
  close(file);
  char expected[64];
  snprintf(expected, sizeof expected, "before\n%s", few);
  expect_text("log", expected);
  ck_assert_int_eq(names(), 1);
}
END_TEST

/* --------------------------------------------------------------- failure -- */

START_TEST(a_full_device_is_an_io_error)
{
  const char *full = device("full", MINOR_FULL);
  if (full != NULL)
    expect_refused(full, "full': No space left on device");
}
END_TEST

START_TEST(a_full_stream_is_an_io_error)
{
  pm_error error = {0};
  FILE *full = fopen("/dev/full", "wb");
  const pm_writer_request request = {.format = "json", .stream = full};
  ck_assert_int_eq(write_rows(&request, FEW, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "cannot write the output: No space left on device");
  fclose(full);
}
END_TEST

START_TEST(a_closed_pipe_is_an_io_error)
{
  int ends[2];
  pm_error error = {0};
  ck_assert_int_eq(pipe(ends), 0);
  close(ends[0]);
  FILE *stream = fdopen(ends[1], "wb");
  const pm_writer_request request = {.format = "html", .stream = stream};
  ck_assert(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
  ck_assert_int_eq(write_rows(&request, FEW, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "cannot write the output: Broken pipe");
  fclose(stream);
}
END_TEST

START_TEST(lost_notes_hold_the_figures_back)
{
  pm_error error = {0};
  pm_notes *notes;
  pm_writer *writer;
  FILE *full = fopen("/dev/full", "wb");
  const pm_writer_request request = {.format = "csv", .file = "out.csv", .notes = full};
  ck_assert_int_eq(pm_notes_new(&notes, NULL), PM_OK);
  ck_assert_int_eq(pm_notes_add(notes, "code", "text"), PM_OK);
  ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_OK);
  ck_assert_int_eq(fill(writer, FEW, &error), PM_OK);
  ck_assert_int_eq(pm_writer_notes(writer, notes, &error), PM_OK);
  ck_assert_int_eq(pm_writer_close(writer, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "cannot write the notes: No space left on device");
  pm_writer_free(writer);
  pm_notes_free(notes);
  fclose(full);
  ck_assert_int_eq(names(), 0);
}
END_TEST

/* A disk that fills up while writing, as a limit on the size of files. Few
   rows fail when published, many when they leave memory. */
START_TEST(a_full_disk_leaves_the_old_file)
{
  int rows = _i == 0 ? 10000 : MANY;
  struct rlimit before, limit;
  pm_error error = {0};
  const pm_writer_request request = {.format = "csv", .file = "out.csv"};
  put_text("out.csv", "old");
  ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
  ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
  limit = before;
  limit.rlim_cur = 65536;
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
  pm_status status = write_rows(&request, rows, &error);
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
  ck_assert_int_eq(status, PM_ERROR_IO);
  ck_assert_msg(strstr(error.faults[0].text, ": File too large") != NULL, "%s",
                error.faults[0].text);
  ck_assert_int_eq(error.count, 1);
  expect_text("out.csv", "old");
  ck_assert_int_eq(names(), 1);
}
END_TEST

/* Whether a file of this directory may be without a name, so that nobody has to remove it. */
static bool has_nameless_files(void)
{
  int file = open(".", O_TMPFILE | O_WRONLY, 0600);
  return file >= 0 && close(file) == 0 && access("/proc/self/fd", X_OK) == 0;
}

/* In the middle of writing, by a signal that is not caught. */
START_TEST(a_killed_program_leaves_the_old_file)
{
  int how;
  pm_error error = {0};
  const pm_writer_request request = {.format = "csv", .file = "out.csv"};
  put_text("out.csv", "old");
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    const struct rlimit limit = {.rlim_cur = 65536, .rlim_max = 65536}, none = {0, 0};
    if (setrlimit(RLIMIT_FSIZE, &limit) == 0 && setrlimit(RLIMIT_CORE, &none) == 0)
      (void)write_rows(&request, 10000, &error);
    _exit(0);
  }
  ck_assert_int_eq(waitpid(child, &how, 0), child);
  ck_assert(WIFSIGNALED(how) && WTERMSIG(how) == SIGXFSZ);
  expect_text("out.csv", "old");
  if (has_nameless_files())
    ck_assert_int_eq(names(), 1);
}
END_TEST

START_TEST(no_room_for_temporary_files_is_an_io_error)
{
  pm_error error = {0};
  FILE *stream = fopen("/dev/null", "wb");
  const pm_writer_request request = {.format = "csv", .stream = stream};
  ck_assert_int_eq(setenv("TMPDIR", "/no/such/place", 1), 0);
  ck_assert_int_eq(write_rows(&request, MANY, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "cannot keep the output in a temporary file in "
                                         "'/no/such/place': No such file or directory");
  ck_assert_int_eq(unsetenv("TMPDIR"), 0);
  fclose(stream);
}
END_TEST

START_TEST(failing_memory_leaves_the_old_file)
{
  pm_status status = PM_ERROR_MEMORY;
  put_text("out.csv", "old");
  ck_assert_int_eq(symlink("out.csv", "link.csv"), 0);
  for (long fail_at = 1; status != PM_OK; fail_at++) {
    support_failing failing;
    pm_error error = {0};
    support_failing_init(&failing, fail_at);
    const pm_writer_request request = {
        .format = "csv", .file = "link.csv", .allocator = &failing.allocator};
    expect_text("out.csv", "old");
    status = write_rows(&request, FEW, &error);
    ck_assert(status == PM_OK || status == PM_ERROR_MEMORY);
    ck_assert_int_eq(error.count, status != PM_OK);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_eq(names(), 2);
  }
  expect_text("out.csv", few);
}
END_TEST

/* Once for each way to keep the bytes: all that was written comes out. */
START_TEST(many_rows_survive_the_temporary_file)
{
  pm_error error = {0};
  const pm_writer_request request = {.format = "csv", .file = "out.csv"};
  ck_assert_int_eq(write_rows(&request, MANY, &error), PM_OK);
  ck_assert_int_eq(names(), 1);
  FILE *file = fopen("out.csv", "rb");
  char line[64];
  ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
  for (int i = 0; i < MANY; i++) {
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    if (strncmp(line, "Kent,", 5) != 0 || atoi(line + 5) != i)
      ck_abort_msg("row %d: %s", i, line);
  }
  ck_assert_ptr_null(fgets(line, sizeof line, file));
  fclose(file);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("publish", &tcase);
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_test(tcase, a_new_file_obeys_the_umask);
  tcase_add_test(tcase, a_replaced_file_keeps_its_mode);
  tcase_add_test(tcase, nothing_is_seen_before_close);
  tcase_add_test(tcase, links_are_written_through);
  tcase_add_test(tcase, bad_places_are_refused_at_once);
  tcase_add_test(tcase, protected_places_are_refused);
  tcase_add_test(tcase, devices_are_written_to);
  tcase_add_test(tcase, pipes_are_written_to);
  tcase_add_test(tcase, descriptors_are_appended_to);
  tcase_add_test(tcase, a_full_device_is_an_io_error);
  tcase_add_test(tcase, a_full_stream_is_an_io_error);
  tcase_add_test(tcase, a_closed_pipe_is_an_io_error);
  tcase_add_test(tcase, lost_notes_hold_the_figures_back);
  tcase_add_loop_test(tcase, a_full_disk_leaves_the_old_file, 0, 2);
  tcase_add_test(tcase, a_killed_program_leaves_the_old_file);
  tcase_add_test(tcase, no_room_for_temporary_files_is_an_io_error);
  tcase_add_test(tcase, failing_memory_leaves_the_old_file);
  tcase_add_test(tcase, many_rows_survive_the_temporary_file);
  return support_run(suite);
}
