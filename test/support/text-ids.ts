import { OuterIds } from '#common';
import type { Database } from '#common';
import { internalIdOf } from '#common/outer-ids';

/** Of the forms that services have. */
export const USER_IDS = [
  'spotify:user:4u6rqhFgbbKwnb9M',
  '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  '用户四十二',
  '42',
  'a/b %2F?c=d&e#f+g',
  `${'长'.repeat(199)}x`,
  '"quoted", \\and; more',
  '@handle',
] as const;

export const SONG_IDS = ['spotify:track:6rqhFgbbKwnb9MLmUQDhG6', 'Título / 100 %', '歌曲', '7'] as const;

/** What a load of text ids leaves of them; answers their internal ids, in order. */
export async function storeTextIds(
  database: Database,
  kind: 'user' | 'song',
  texts: readonly string[],
): Promise<string[]> {
  const ids = new OuterIds(database);
  await ids.fixForm('text', database);
  await ids.store(database, kind, texts);
  return texts.map(internalIdOf);
}
