// estimate.mjs FILE: seconds that DuckDB takes for the sums alone of the job of
// estimate.sh, on 2 threads. NODE_PATH's @duckdb/node-api is used.
import { createRequire } from "node:module";
const require = createRequire(process.env.DUCKDB_HOME + "/");
const { DuckDBInstance } = require("@duckdb/node-api");
const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
const connection = await instance.connect();
const file = process.argv[2].replaceAll("'", "''");
let best = Infinity;
for (let round = 0; round < 3; round++) {
  const began = performance.now();
  await connection.runAndReadAll(
    `SELECT force, type, count(*), sum(weight), sum(weight * recorded), sum(weight * weight),
       sum(weight * weight * recorded), min(population), max(population)
     FROM read_csv('${file}') GROUP BY force, type`);
  best = Math.min(best, (performance.now() - began) / 1000);
}
console.log(best.toFixed(3));
