/* tables.c: read a CSV record by record and write a table in two formats.
   Uses plusminus/table.h. */
#include <plusminus/table.h>
#include <stdio.h>
#include <string.h>

/* Copy the audited forces whose name begins with a letter to the writer. */
static pm_status copy_forces(pm_writer *writer, char letter, pm_error *error)
{
  static const pm_column columns[] = {{"force", NULL, PM_KIND_TEXT},
                                      {"recorded", NULL, PM_KIND_COUNT},
                                      {"crimes", NULL, PM_KIND_COUNT},
                                      {"rate", "compliance", PM_KIND_RATE}};
  const pm_csv_request request = {.file = "examples/audit_2014.csv"};
  pm_csv *csv = NULL;
  const pm_field *fields = NULL;
  size_t force, recorded, crimes;
  pm_status status = pm_csv_open(&csv, &request, error);
  if (status == PM_OK)
    status = pm_csv_find(csv, "force", NULL, &force, error);
  if (status == PM_OK)
    status = pm_csv_find(csv, "recorded", NULL, &recorded, error);
  if (status == PM_OK)
    status = pm_csv_find(csv, "crimes", NULL, &crimes, error);
  if (status == PM_OK)
    status = pm_writer_table(writer, "rows", "Audited forces", columns, 4, error);
  while (status == PM_OK && (status = pm_csv_next(csv, &fields, error)) == PM_OK &&
         fields != NULL) {
    const char *name;
    double x, n;
    if (pm_csv_label(csv, force, &name, error) != PM_OK ||
        pm_csv_count(csv, recorded, "a whole number", &x, error) != PM_OK ||
        pm_csv_count(csv, crimes, "a whole number", &n, error) != PM_OK)
      break;
    const pm_cell cells[] = {pm_cell_text(name), pm_cell_number(x), pm_cell_number(n),
                             pm_cell_number(x / n)};
    if (name[0] == letter)
      status = pm_writer_row(writer, cells, error);
  }
  pm_csv_free(csv);
  return status == PM_OK ? error->status : status;
}

int main(void)
{
  const char *formats[] = {"text", "csv"};
  pm_error error = {0};
  for (size_t i = 0; i < 2 && error.status == PM_OK; i++) {
    const pm_writer_request request = {
        .format = formats[i], .stream = stdout, .rate_digits = -1, .points_digits = -1};
    pm_writer *writer = NULL;
    if (pm_writer_open(&writer, &request, &error) == PM_OK &&
        copy_forces(writer, 'D', &error) == PM_OK && pm_writer_close(writer, &error) == PM_OK)
      printf("(that was %s)\n\n", formats[i]);
    pm_writer_free(writer);
  }
  if (error.status != PM_OK)
    printf("%s\n", error.faults[0].text);
  return error.status == PM_OK ? 0 : 1;
}
