import { cellsOf, csvOf } from '../../data/csv.js';
import type { Cell } from '../../data/csv.js';
import { churn, recommender } from '../../data/service.js';
import type { Recommender } from '../../data/contracts.js';
import { listOrder } from './campaign.js';
import type { Campaign } from './campaign.js';

const PLACES = [1, 2, 3];
export const SONG_COLUMNS = PLACES.flatMap((place) => [`song_${place}_id`, `song_${place}`]);
const USERS_AT_ONCE = 200;
/** Songs of more users would take minutes. */
export const MOST_WITH_SONGS = 5_000;

/** Ids and names of three songs. */
export function songCells(songs: readonly Recommender['NamedSongDto'][]): Cell[] {
  return PLACES.flatMap((place) => {
    const song = songs[place - 1];
    const names = [song?.title ?? null, song?.singer ?? null].filter((name) => name !== null);
    return [song?.songId, names.join(' – ')];
  });
}

/**
 * The first `contacts` users of the ranked list who may be contacted, as CSV: the columns of the export, the
 * expected net value of a contact, and recommended songs for at most 5,000 users.
 */
export async function planFile(
  contacts: number,
  { contactCost, savedValue, successRate, order }: Campaign,
): Promise<string> {
  const query = { limit: contacts, contactable: true, ...listOrder(order ?? 'risk', savedValue) };
  const text = await churn.send('get', '/admin/churn/export.csv', { params: { query } });
  const [head, ...lines] = text.trimEnd().split('\n');
  const valueColumn = cellsOf(head!).indexOf('value');
  const users = lines.map((line) => {
    const cells = cellsOf(line);
    const [userId = '', probability] = cells;
    const ownValue = cells[valueColumn] ?? '';
    const value = order === 'value' && ownValue !== '' ? Number(ownValue) : savedValue;
    return { userId, expected: Number(probability) * successRate * value - contactCost };
  });
  const songs = await songsOf(users.slice(0, MOST_WITH_SONGS).map(({ userId }) => userId));
  const added = users.map(({ userId, expected }) => [
    expected.toFixed(2),
    ...songCells(songs.get(userId) ?? []),
  ]);
  const ends = csvOf([['expected_value', ...SONG_COLUMNS], ...added])
    .trimEnd()
    .split('\n');
  return [head, ...lines].map((line, n) => `${line},${ends[n]}\n`).join('');
}

async function songsOf(
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Recommender['NamedSongDto'][]>> {
  const songs = new Map<string, readonly Recommender['NamedSongDto'][]>();
  for (let at = 0; at < userIds.length; at += USERS_AT_ONCE) {
    const { users } = await recommender.send('post', '/recommend/batch', {
      body: { userIds: userIds.slice(at, at + USERS_AT_ONCE), limit: PLACES.length },
    });
    for (const user of users) songs.set(user.userId, user.songs);
  }
  return songs;
}
