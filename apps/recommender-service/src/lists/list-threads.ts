import type { JobContext } from '#common';
import { DomainError } from '#common';
import type { PublishedFolder, WrittenFile } from '#common/publishing';
import { compiledFile, WorkerThread, withThread } from '#common/threads';
import { Injectable } from '@nestjs/common';
import { KnownFacts } from '../answers/constraints/known-facts.js';
import { HiddenSongs } from '../registry/hidden-songs.js';
import type { ServingState } from '../registry/serving-state.js';
import type { ListBasis, ListedUser, ListTask } from './list-task.js';
import { ListedUsers } from './listed-users.js';

const WORKER = compiledFile('./write-lists.worker.js', import.meta.url);
/** Users of whom one statement reads what is known. */
const TOGETHER = 1_000;

/** Users whose lists one file holds, ascending. */
export interface ListPart {
  readonly name: string;
  readonly userIds: BigInt64Array;
}

/** A job's lists: what they are made from, and where they go. */
export interface ListOrder {
  readonly basis: ListBasis;
  readonly folder: Pick<PublishedFolder, 'put'>;
  /** Erasures that had ended when it began. */
  readonly erasures: number;
  readonly threads: number;
}

class ListThread extends WorkerThread {
  hiddenRevision = -1;
  hasFacts = false;

  constructor() {
    super(WORKER);
  }

  tell(task: ListTask): Promise<WrittenFile | null> {
    return this.ask<WrittenFile | null>(task);
  }
}

/** Writes lists in threads, a file each at a time; requests are answered meanwhile. */
@Injectable()
export class ListThreads {
  constructor(
    private readonly users: ListedUsers,
    private readonly hidden: HiddenSongs,
    private readonly facts: KnownFacts,
  ) {}

  /** @throws DomainError conflict (users_erased): a user of the version was erased meanwhile */
  async write(parts: readonly ListPart[], order: ListOrder, context: JobContext): Promise<void> {
    const failed = new AbortController();
    const signal = AbortSignal.any([context.signal, failed.signal]);
    const waiting = [...parts];
    const pace = new Pace(parts, context);
    const work = async (thread: ListThread): Promise<void> => {
      await thread.tell({ basis: order.basis });
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
        const { name, userIds } = part;
        await order.folder.put(name, (path) => this.writePart(thread, path, userIds, order, pace));
      }
    };
    const threads = Math.min(order.threads, parts.length);
    const ends = Array.from({ length: threads }, async () => {
      await withThread(new ListThread(), signal, work).catch((error: unknown) => {
        failed.abort(error);
        throw error;
      });
    });
    await Promise.allSettled(ends);
    await Promise.all(ends);
  }

  private async writePart(
    thread: ListThread,
    path: string,
    userIds: BigInt64Array,
    order: ListOrder,
    pace: Pace,
  ): Promise<WrittenFile> {
    const read = (from: number) =>
      this.users.known(
        Array.from(userIds.subarray(from, from + TOGETHER), String),
        order.basis.rule.freshFrom,
      );
    await thread.tell({ open: path });
    let next = await read(0);
    for (let from = 0; from < userIds.length; from += TOGETHER) {
      const { users, state } = next;
      await this.inform(thread, users, state, order);
      // PostgreSQL reads what the thread ranks next.
      [next] = await Promise.all([read(from + TOGETHER), thread.tell({ users })]);
      pace.add(Math.min(TOGETHER, userIds.length - from));
    }
    return (await thread.tell({ finish: true }))!;
  }

  /** Tells the thread what it does not know yet. */
  private async inform(
    thread: ListThread,
    users: readonly ListedUser[],
    { hiddenRevision, erasures }: ServingState,
    order: ListOrder,
  ): Promise<void> {
    if (erasures > order.erasures)
      throw new DomainError(
        'conflict',
        'users_erased',
        'Users were erased while lists were written: ask again, and all are written without them.',
      );
    if (hiddenRevision > thread.hiddenRevision) {
      const { revision, songIds } = await this.hidden.asOf(hiddenRevision);
      await thread.tell({ hiddenSongs: songIds });
      thread.hiddenRevision = revision;
    }
    const looksAtFacts =
      order.basis.constraints !== null || users.some(({ dislikes }) => dislikes.singers.length > 0);
    if (!looksAtFacts || thread.hasFacts) return;
    for await (const facts of this.facts.rows()) await thread.tell({ facts });
    await thread.tell({ facts: 'end' });
    thread.hasFacts = true;
  }
}

/** Reports how far a job is, and how long it takes yet. */
class Pace {
  private readonly began = performance.now();
  private readonly total: number;
  private users = 0;

  constructor(
    parts: readonly ListPart[],
    private readonly context: JobContext,
  ) {
    this.total = parts.reduce((sum, { userIds }) => sum + userIds.length, 0);
  }

  add(users: number): void {
    this.users += users;
    const usersPerSecond = Math.ceil((1000 * this.users) / (performance.now() - this.began));
    const secondsLeft = Math.ceil((this.total - this.users) / usersPerSecond);
    this.context.progress({
      step: 'writing lists',
      fraction: this.users / this.total,
      detail: { users: this.users, usersPerSecond, secondsLeft },
    });
  }
}
