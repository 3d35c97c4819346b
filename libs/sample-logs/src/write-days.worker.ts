import { writeDays } from './write-days.js';
import type { DaysTask, WrittenDays } from './write-days.js';

/** Some days of a set, in a thread of its own; says each part that is written. */
export default function work(task: DaysTask, say: (day: number) => void): Promise<WrittenDays> {
  return writeDays(task, say);
}
