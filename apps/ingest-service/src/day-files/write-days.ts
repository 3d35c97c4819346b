import { createInterface } from 'node:readline';
import type { DayTask } from './day-tasks.js';
import { DayWriter } from './day-writer.js';
import { readErased } from './erased-file.js';

/**
 * Writes the files of days for another program: `node write-days.js FOLDER DRAFT [ERASED]`. Standard input is a task of a day in JSON a line. Where
 * one fails, the last line of standard error tells why.
 */
const [folder, draft, erased] = process.argv.slice(2) as [string, string, string?];
try {
  const writer = new DayWriter(folder, draft, erased === undefined ? null : await readErased(erased));
  for await (const line of createInterface({ input: process.stdin }))
    await writer.write(JSON.parse(line) as DayTask);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
