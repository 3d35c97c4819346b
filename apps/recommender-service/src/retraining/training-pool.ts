import { compiledFile, runInThread } from '#common/threads';
import { Injectable } from '@nestjs/common';
import { columnsOfTable } from '../interactions/pair-table.js';
import type { SearchOutcome, SearchTask } from './search-recommender-parameters.js';
import type { TrainingOutcome, TrainingProgress, TrainingTask } from './training-task.js';

const TRAIN = compiledFile('./train-recommender.worker.js', import.meta.url);
const SEARCH = compiledFile('./search.worker.js', import.meta.url);

/** Fits off the request thread: it keeps the cores busy for seconds to minutes, while requests go on being answered. */
@Injectable()
export class TrainingPool {
  /**
   * One training in a new thread, which ends with it and gives its memory back.
   * The arrays of the task move to the thread and are empty here afterwards. An aborted signal ends the thread at once.
   */
  train(task: TrainingTask, signal: AbortSignal, onProgress: OnProgress): Promise<TrainingOutcome> {
    const { table, devices, singers, liveParameters, liveVersion } = task;
    const tables = [table, ...(liveParameters?.pairs ? [liveParameters.pairs.table] : [])];
    const artefacts = liveVersion === null ? [] : [liveVersion.artefact];
    const arrays = [
      devices,
      singers.songIds,
      singers.firstDays,
      singers.starts,
      singers.singers,
      ...artefacts,
      ...tables.flatMap(columnsOfTable),
    ];
    return inThread(TRAIN, task, arrays, signal, onProgress);
  }

  /** One search for parameters in a new thread; otherwise like {@link train}. */
  search(
    task: SearchTask & { workers: 1 | 2 },
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<SearchOutcome> {
    const tables = task.earlier === null ? [task.table] : [task.table, task.earlier];
    const arrays = tables.flatMap(columnsOfTable);
    return inThread(SEARCH, task, arrays, signal, onProgress);
  }
}

type OnProgress = (progress: TrainingProgress) => void;

function inThread<Outcome>(
  worker: URL,
  task: object,
  arrays: { buffer: ArrayBufferLike }[],
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Outcome> {
  const transfer = arrays.map((array) => array.buffer as ArrayBuffer);
  const onWord = (word: unknown) => onProgress(word as TrainingProgress);
  return runInThread<Outcome>(worker, task, { transfer, signal, onWord });
}
