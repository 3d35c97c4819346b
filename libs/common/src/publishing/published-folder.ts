import type { Database } from '../database/database.js';
import type { Place } from './places.js';
import type { WrittenFile } from './row-file.js';

/** A file of a published folder, as its manifest names it. */
export interface Part extends WrittenFile {
  readonly name: string;
}

interface FolderRow<Plan> {
  readonly begunAt: Date;
  readonly plan: Plan;
  /** By name; null: it may be there, and is not, or not yet, of these contents. */
  readonly files: Record<string, WrittenFile | null>;
}

const SELECT_WHOLE = `/* published.whole */
  SELECT FROM published_folder WHERE place = $1 AND name = $2 AND contents = $3 AND is_whole`;

/** Goes on with a folder of the same contents that was not finished, or begins. */
const BEGIN = `/* published.begin */
  INSERT INTO published_folder AS p (place, name, contents, plan) VALUES ($1, $2, $3, $4)
  ON CONFLICT (place, name) DO UPDATE SET contents = $3, is_whole = false,
    begun_at = CASE WHEN p.contents = $3 AND NOT p.is_whole THEN p.begun_at ELSE now() END,
    plan = CASE WHEN p.contents = $3 AND NOT p.is_whole THEN p.plan ELSE $4 END,
    files = CASE WHEN p.contents = $3 AND NOT p.is_whole THEN p.files
      ELSE coalesce((SELECT jsonb_object_agg(name, NULL) FROM jsonb_object_keys(p.files) AS name), '{}') END
  RETURNING begun_at AS "begunAt", plan, files`;

const SET_FILE = `/* published.set_file */
  UPDATE published_folder SET files = files || jsonb_build_object($3::text, $4::jsonb) WHERE place = $1 AND name = $2`;

const FINISH = `/* published.finish */
  UPDATE published_folder SET is_whole = true, files = $3 WHERE place = $1 AND name = $2`;

/**
 * A folder of files and a manifest in a place. Each file is recorded before it is there, and again when it is there
 * whole, so that another process goes on after this one was killed, and an erasure names the folder.
 */
export class PublishedFolder<Plan = null> {
  private constructor(
    private readonly database: Pick<Database, 'query'>,
    private readonly place: Place,
    private readonly name: string,
    private readonly signal: AbortSignal,
    /** When the first file of these contents was begun, maybe by another process. */
    readonly begunAt: Date,
    /** How the contents are divided into files, as it was when these were begun. */
    readonly plan: Plan,
    private readonly files: FolderRow<Plan>['files'],
  ) {}

  /** @param contents what is in the files: those of an unfinished folder of the same contents may stay */
  static async begin<Plan = null>(
    database: Pick<Database, 'query'>,
    place: Place,
    { name, contents, plan }: { name: string; contents: string; plan: Plan },
    signal: AbortSignal,
  ): Promise<PublishedFolder<Plan>> {
    const values = [place.name, name, contents, JSON.stringify(plan)];
    const [row] = await database.query<FolderRow<Plan>>(BEGIN, values);
    const { begunAt, plan: begun, files } = row!;
    return new PublishedFolder(database, place, name, signal, begunAt, begun, { ...files });
  }

  static async isWhole(
    database: Pick<Database, 'query'>,
    place: Place,
    name: string,
    contents: string,
  ): Promise<boolean> {
    return (await database.query(SELECT_WHOLE, [place.name, name, contents])).length > 0;
  }

  /** Whether the file is there already, by an earlier process. */
  async has(file: string): Promise<boolean> {
    const written = this.files[file] ?? null;
    return written !== null && (await this.place.has(this.name, file, written.bytes, this.signal));
  }

  /** @param write writes the file to a path */
  async put(file: string, write: (path: string) => Promise<WrittenFile>): Promise<WrittenFile> {
    await this.record(file, null);
    const written = await this.place.put(this.name, file, write, this.signal);
    await this.record(file, written);
    return written;
  }

  /** Answers how many rows it has. @param names of its files @param manifest what it says of them, and of the whole */
  async finish(
    names: readonly string[],
    manifest: (parts: readonly Part[], rows: number) => object,
  ): Promise<number> {
    const parts = names.map((name) => ({ name, ...this.files[name]! }));
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const others = Object.keys(this.files).filter((name) => !names.includes(name));
    const text = `${JSON.stringify(manifest(parts, rows), null, 2)}\n`;
    await this.place.finish(this.name, names, text, others, this.signal);
    const files = Object.fromEntries(parts.map(({ name, ...written }) => [name, written]));
    await this.database.query(FINISH, [this.place.name, this.name, JSON.stringify(files)]);
    return rows;
  }

  private async record(file: string, written: WrittenFile | null): Promise<void> {
    this.files[file] = written;
    const value = written === null ? null : JSON.stringify(written);
    await this.database.query(SET_FILE, [this.place.name, this.name, file, value]);
  }
}
