import type { MessagePort } from 'node:worker_threads';
import { compiledFile, runInThread } from '#common/threads';
import { columnsOfTable } from '../interactions/pair-table.js';
import type { SearchOutcome, ThreadTask } from './search-recommender-parameters.worker.js';
import { answeringPairs } from './asked-pairs.js';
import type { ReadAskedPairs } from './asked-pairs.js';
import type { TrainingOutcome, TrainingProgress, TrainingTask } from './training-task.js';

const TRAIN = compiledFile('./train-recommender.worker.js', import.meta.url);
const SEARCH = compiledFile('./search-recommender-parameters.worker.js', import.meta.url);

type OnProgress = (progress: TrainingProgress) => void;

/**
 * One training in a new thread, which ends with it and gives its memory back: requests go on being answered.
 * The arrays of the task move to the thread and are empty here afterwards. An aborted signal ends the thread at once.
 */
export function trainInThread(
  task: TrainingTask,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<TrainingOutcome> {
  const { table, devices, singers, liveParameters, liveVersion, sequence } = task;
  const tables = [table, ...(liveParameters?.pairs ? [liveParameters.pairs.table] : [])];
  const artefacts = liveVersion === null ? [] : [liveVersion.artefact];
  const others = Object.values<{ buffer: ArrayBufferLike }>({ ...singers, ...sequence?.sessions });
  const arrays = [devices, ...others, ...artefacts, ...tables.flatMap(columnsOfTable)];
  return inThread(TRAIN, task, arrays, signal, onProgress);
}

/**
 * One search for parameters in a new thread; otherwise like {@link trainInThread}.
 * @param read what the search asks for on its way.
 */
export async function searchInThread(
  task: Omit<ThreadTask, 'asks'>,
  read: ReadAskedPairs,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<SearchOutcome> {
  const tables = task.earlier === null ? [task.table] : [task.table, task.earlier];
  const { port1, port2 } = answeringPairs(read);
  try {
    const arrays = tables.flatMap(columnsOfTable);
    return await inThread(SEARCH, { ...task, asks: port2 }, arrays, signal, onProgress, [port2]);
  } finally {
    port1.close();
  }
}

function inThread<Outcome>(
  worker: URL,
  task: object,
  arrays: { buffer: ArrayBufferLike }[],
  signal: AbortSignal,
  onProgress: OnProgress,
  ports: readonly MessagePort[] = [],
): Promise<Outcome> {
  const transfer = [...arrays.map((array) => array.buffer as ArrayBuffer), ...ports];
  const onWord = (word: unknown) => onProgress(word as TrainingProgress);
  return runInThread<Outcome>(worker, task, { transfer, signal, onWord });
}
