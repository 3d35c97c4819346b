import { createHash } from 'node:crypto';

/**
 * A singer as the texts of songs name one. The id follows from the name, so it is the same in every instance
 * and after every retrain.
 */
export interface Singer {
  singerId: string;
  name: string;
}

/** A singer with songs in the model. */
export interface SingerOfModel extends Singer {
  /** Rows of the model, ascending. */
  songs: number[];
}

/** What is between the singers of one song. A comma does not: it is part of names. */
const BETWEEN = /[&＆、;；]|\s[/／]\s|\b(?:feat|ft)\./iu;
/** Texts kept, each with its singers; beyond that all are read anew. */
const MOST_TEXTS = 500_000;

const NOBODY: readonly Singer[] = [];
const known = new Map<string, readonly Singer[]>();

/**
 * The singers that the text of a song names, each once; none for a song without one. Songs of one text share
 * the list.
 */
export function singersIn(text: string | null): readonly Singer[] {
  if (text === null) return NOBODY;
  const before = known.get(text);
  if (before !== undefined) return before;
  const singers = new Map<string, Singer>();
  for (const part of text.split(BETWEEN)) {
    const name = part.trim();
    const singerId = singerIdOf(name);
    if (singerId !== null && !singers.has(singerId)) singers.set(singerId, { singerId, name });
  }
  if (known.size >= MOST_TEXTS) known.clear();
  const found = [...singers.values()];
  known.set(text, found);
  return found;
}

/** A name without regard to case, width and blanks. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/**
 * 63 bits of a hash of the name: of a million singers two meet once in twenty million catalogues. Null for an
 * empty name.
 */
function singerIdOf(name: string): string | null {
  const folded = foldedName(name);
  if (folded === '') return null;
  return String(createHash('sha256').update(folded).digest().readBigUInt64BE() >> 1n);
}
