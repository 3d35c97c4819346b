import type { Part, Period } from './holes.js';
import { unitOf } from './keyed-random.js';
import type { KeyedRandom } from './keyed-random.js';
import type { LatentClass } from './latent-class.js';
import { countIndex, DOWNLOAD_COUNTS, PLAY_COUNTS, SEARCH_COUNTS, visitChance } from './latent-class.js';
import { phaseOf } from './behaviour.js';

/**
 * What one user did on one day; `visible` has bit 0, 1, 2 set when the plays, downloads, searches can be
 * read.
 */
export interface UserDay {
  plays: number;
  downloads: number;
  searches: number;
  visible: number;
}

/** A day on which nothing happened, with these readable kinds. */
export function emptyDay(visible = 0): UserDay {
  return { plays: 0, downloads: 0, searches: 0, visible };
}

/** A user as far as the law of behaviour is concerned. */
export interface DrawnUser {
  index: number;
  attempt: number;
  part: Part;
  /** Day of registration, counted from the first of the period; LONG_AGO of an older user. */
  registered: number;
  latent: LatentClass;
}

/** Bit mask of the kinds that can be read of a user on a day. Archives lose whole users, not single lines. */
export function visibleKinds(seed: number, user: number, part: Part, day: number, period: Period): number {
  let mask = 0;
  for (let kind = 0; kind < 3; kind++) {
    const share = period.share(day, part, kind);
    if (share >= 1 || (share > 0 && unitOf(seed, user, day * 3 + kind) < share)) mask |= 1 << kind;
  }
  return mask;
}

/**
 * Draws the counts of a user on a day between registration and leaving, the same in every call; leaves
 * `random` at the place from which the details of that day are drawn. Returns false when the user did nothing
 * that can be read.
 */
export function drawUserDay(
  random: KeyedRandom,
  seed: number,
  user: DrawnUser,
  day: number,
  period: Period,
  into: UserDay,
): boolean {
  const { latent, part, index } = user;
  const phase = phaseOf(day - user.registered);
  random.at(index, day, 0x10000 + user.attempt);
  if (random.unit() >= visitChance(latent.visit, phase, period.factors[day]!)) return false;
  const table = countIndex(latent.appetite, phase);
  const visible = visibleKinds(seed, index, part, day, period);
  const plays = PLAY_COUNTS[latent.volume]!.draw(random);
  const downloads = DOWNLOAD_COUNTS[table]!.draw(random);
  const searches = SEARCH_COUNTS[table]!.draw(random);
  into.plays = visible & 1 ? plays : 0;
  into.downloads = visible & 2 ? downloads : 0;
  into.searches = visible & 4 ? searches : 0;
  into.visible = visible;
  return into.plays + into.downloads + into.searches > 0;
}
