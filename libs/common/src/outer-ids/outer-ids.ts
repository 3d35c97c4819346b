import { Module } from '@nestjs/common';
import { BoundedCache } from '../cache/bounded-cache.js';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import { DomainError } from '../errors/domain-error.js';
import { internalIdOf } from './internal-id.js';
import type { IdKind } from './internal-id.js';
import * as sql from './outer-ids.sql.js';

/**
 * `numeric`: ids of users and songs are whole numbers. `text`: they are any texts, stored in user_key and
 * song_key.
 */
export type IdForm = 'numeric' | 'text';

/** Internal id of the text of an id. */
export type IdReading = (kind: IdKind, text: string) => string;

/** How soon the form of a database that has none is read again. */
const READ_AGAIN_MS = 1_000;

const CACHE_BYTES = 16 * 1024 * 1024;
const ENTRY_BYTES = 150;

/**
 * The ids that callers use. Tables, models and cursors name users and songs by internal ids: the ids
 * themselves in a numeric database, hashes of the texts in a database of text ids.
 */
export class OuterIds {
  private fixed: IdForm | null = null;
  private readAt = -Infinity;
  /** A transaction of this process has fixed the form; whether it commits is not known here. */
  private isBeingFixed = false;
  /** Texts by internal id. An entry is never outdated, since the id is a function of the text. */
  private readonly cached = { user: textCache(), song: textCache() };

  /** @param hash internal id of a text */
  constructor(
    private readonly database: Pick<Database, 'query'>,
    private readonly hash: (text: string) => string = internalIdOf,
  ) {}

  /** As {@link form}, when this process has read it. */
  get knownForm(): IdForm | null {
    return this.fixed;
  }

  /**
   * Which ids the database has; null until the first load or the first posted event, in other processes up to
   * a second longer.
   */
  async form(): Promise<IdForm | null> {
    const isDue = this.isBeingFixed || performance.now() - this.readAt >= READ_AGAIN_MS;
    if (this.fixed === null && isDue) {
      this.fixed = await formOn(this.database);
      this.readAt = performance.now();
    }
    return this.fixed;
  }

  /**
   * Fixes the form of an empty database; another transaction that fixes it waits for the end of this one.
   * @throws DomainError conflict (other_id_form)
   */
  async fixForm(form: IdForm, on: Pick<Transaction, 'query'>): Promise<void> {
    const isNew = this.fixed === null && (await on.query(sql.INSERT_ID_FORM, [form])).length > 0;
    if (isNew) {
      this.isBeingFixed = true;
      if (form === 'text') await on.query(sql.DELETE_ANONYMOUS_POOL);
      return;
    }
    refuseOther(form, this.fixed ?? (await formOn(on)));
  }

  /** Before work that ends in {@link fixForm}. @throws DomainError conflict (other_id_form) */
  async expectForm(form: IdForm): Promise<void> {
    const fixed = await this.form();
    if (fixed !== null) refuseOther(form, fixed);
  }

  /**
   * How ids of a request are read: the internal id of a text, which is remembered for the answer. Null: ids
   * are whole numbers.
   */
  async reading(): Promise<IdReading | null> {
    return (await this.form()) === 'text' ? this.readText : null;
  }

  /**
   * Stores what the internal ids of these texts mean. Pass some thousands of texts a call.
   * @throws DomainError conflict (id_collision), of two texts with one internal id
   */
  async store(on: Pick<Transaction, 'query'>, kind: IdKind, texts: Iterable<string>): Promise<void> {
    await this.storeKeys(
      on,
      kind,
      Array.from(texts, (text) => ({ id: this.hash(text), text })),
    );
  }

  /** The same with internal ids that are known. */
  async storeKeys(
    on: Pick<Transaction, 'query'>,
    kind: IdKind,
    keys: Iterable<{ id: string; text: string }>,
  ): Promise<void> {
    const byId = new Map<string, string>();
    for (const { id, text } of keys) {
      const other = byId.get(id);
      if (other !== undefined && other !== text) throw collision(kind, other, text);
      byId.set(id, text);
    }
    if (byId.size === 0) return;
    const ids = [...byId.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    const parameters = [ids, ids.map((id) => byId.get(id))];
    const [stored] = await on.query<{ added: number }>(sql.insertKeys(kind), parameters);
    if (stored!.added === ids.length) return;
    const [found] = await on.query<{ stored: string; given: string }>(sql.selectCollision(kind), parameters);
    if (found !== undefined) throw collision(kind, found.stored, found.given);
  }

  /**
   * Those of the texts that are not stored, by their internal ids.
   * @throws DomainError conflict (id_collision), of two texts with one internal id
   */
  async unstored(kind: IdKind, texts: Iterable<string>): Promise<Map<string, string>> {
    const byId = new Map(Array.from(texts, (text) => [this.hash(text), text]));
    const stored = await this.database.query<{ id: string; text: string }>(sql.selectTexts(kind), [
      [...byId.keys()],
    ]);
    for (const { id, text } of stored) {
      if (text !== byId.get(id)) throw collision(kind, text, byId.get(id)!);
      byId.delete(id);
    }
    return byId;
  }

  /**
   * Stores the texts of internal ids that a request of this process has named, before rows name them that no
   * event has brought.
   */
  async storeNamed(on: Pick<Transaction, 'query'>, kind: IdKind, ids: readonly string[]): Promise<void> {
    // The request was read by the form.
    if (this.fixed !== 'text') return;
    const texts = ids.map((id) => this.cached[kind].get(id)).filter((text) => text !== undefined);
    await this.store(on, kind, texts);
  }

  /** What callers are shown in place of these internal ids: their texts, or the ids themselves. */
  async shown(kind: IdKind, ids: Iterable<string>): Promise<(id: string) => string> {
    if ((await this.form()) !== 'text') return (id) => id;
    const texts = await this.texts(kind, ids);
    return (id) => texts.get(id) ?? id;
  }

  /** Texts by internal id. An id without a text, such as that of an erased user, is not in the answer. */
  async texts(kind: IdKind, ids: Iterable<string>): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const text = this.cached[kind].get(id);
      if (text === undefined) missing.push(id);
      else found.set(id, text);
    }
    if (missing.length === 0) return found;
    const rows = await this.database.query<{ id: string; text: string }>(sql.selectTexts(kind), [missing]);
    for (const { id, text } of rows) {
      found.set(id, text);
      this.cached[kind].set(id, text, CACHE_BYTES);
    }
    return found;
  }

  private readonly readText: IdReading = (kind, text) => {
    const id = this.hash(text);
    this.cached[kind].set(id, text, CACHE_BYTES);
    return id;
  };
}

function refuseOther(form: IdForm, fixed: IdForm | null): void {
  if (fixed === form) return;
  const [own, other] = form === 'text' ? ['text', 'numeric'] : ['numeric', 'text'];
  throw new DomainError(
    'conflict',
    'other_id_form',
    `The database has ${other} ids, fixed by what was loaded first: load ${own} ids into another database.`,
  );
}

function textCache(): BoundedCache<string> {
  return new BoundedCache((text) => 2 * text.length + ENTRY_BYTES);
}

async function formOn(on: Pick<Transaction, 'query'>): Promise<IdForm | null> {
  const [row] = await on.query<{ form: IdForm }>(sql.SELECT_ID_FORM);
  return row?.form ?? null;
}

function collision(kind: IdKind, stored: string, given: string): DomainError {
  return new DomainError(
    'conflict',
    'id_collision',
    `The ${kind} ids ${JSON.stringify(stored)} and ${JSON.stringify(given)} have the same hash, so that they cannot be in one database: change one of them.`,
  );
}

@Module({
  providers: [
    { provide: OuterIds, inject: [Database], useFactory: (database: Database) => new OuterIds(database) },
  ],
  exports: [OuterIds],
})
export class OuterIdsModule {}
