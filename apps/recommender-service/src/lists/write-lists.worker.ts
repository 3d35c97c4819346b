import type { WrittenFile } from '#common/publishing';
import { ListWriter } from './list-writer.js';
import type { ListTask } from './list-task.js';

let writer: ListWriter | null = null;

/** Runs in a thread, task after task. Answers what a file became when it is finished, else null. */
export default async function writeLists(task: ListTask): Promise<WrittenFile | null> {
  if (!('basis' in task)) return await writer!.work(task);
  writer = await ListWriter.over(task.basis);
  return null;
}
