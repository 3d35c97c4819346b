import { SeededRandom } from '#ml';
import { estimateByLogs } from '../../apps/recommender-service/src/outcomes/off-policy.js';
import type {
  LoggedSong,
  LoggedUser,
  OffPolicyEstimate,
} from '../../apps/recommender-service/src/outcomes/off-policy.js';

export interface SimulatedLogs extends OffPolicyEstimate {
  /** Click rate of the other version's lists, where the logs can speak for them. */
  truth: number;
}

const PLACES = 10;
const CANDIDATES = 10;

/**
 * Lists of ten songs, shown to each user on five days, of which a share of the places was given to one of ten
 * candidates. The other version lists a candidate in a third of its places, the same song in a third, and
 * songs without a chance in the rest. Users click songs by tastes of their own, less so at lower places.
 */
export function simulateLogs(
  seed: number,
  { users, share }: { users: number; share: number },
): SimulatedLogs {
  const random = new SeededRandom(seed);
  let [clicks, supported] = [0, 0];
  const logs = Array.from({ length: users }, (): LoggedUser => {
    const taste = 0.5 + random.next();
    const rateOf = new Map<string, number>();
    const song = (name: string, rate: number) => (rateOf.set(name, rate * taste), name);
    const ranked = Array.from({ length: PLACES }, (_, n) => song(`ranked ${n}`, 0.1 + 0.2 * random.next()));
    const candidates = Array.from({ length: CANDIDATES }, (_, n) => song(`new ${n}`, 0.3 * random.next()));
    const list = ranked.map(
      (same, n) => [same, candidates[(n * 7) % CANDIDATES]!, `other ${n}`][random.int(3)]!,
    );
    const clickedAt = (name: string, place: number) => rateOf.get(name)! / (1 + 0.1 * place);
    list.forEach((name, n) => {
      if (!rateOf.has(name)) return;
      supported++;
      clicks += clickedAt(name, n + 1);
    });
    const shown: LoggedSong[] = [];
    for (let day = 0; day < 5; day++) {
      const drawn = random.shuffle(candidates.slice());
      for (let place = 1; place <= PLACES; place++) {
        const isGiven = random.next() < share;
        const songId = isGiven ? drawn.pop()! : ranked[place - 1]!;
        const propensity = isGiven ? share / CANDIDATES : 1 - share;
        shown.push({ songId, place, propensity, isClicked: random.next() < clickedAt(songId, place) });
      }
    }
    return { shown, list };
  });
  return { ...estimateByLogs(logs), truth: clicks / supported };
}
