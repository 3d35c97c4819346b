import type { Accounts } from './accounts.js';
import { EventList } from './event-list.js';
import type { Part } from './holes.js';
import { KeyedRandom } from './keyed-random.js';
import { CLASSES, cumulate } from './latent-class.js';
import type { Population } from './population.js';
import type { Taste } from './taste.js';
import type { UserDay } from './user-day.js';
import { drawUserDay, emptyDay } from './user-day.js';

/** Share of the plays of an archive that are booked on the anonymous pool. */
const ANONYMOUS_SHARE = 0.008;
const BOT_PLAYS = 750;
/** Bots and the pool have played for so long that they know many songs. */
const SERVICE_DAYS = 4_000;
const SERVICE_CLASS = CLASSES[0]!;
/** Chance that a session begins in an hour of the day, from midnight: quiet nights, a peak in the evening. */
const HOURS = [14, 8, 5, 3, 3, 5, 14, 27, 34, 34, 35, 37, 44, 42, 37, 36, 36, 39, 45, 53, 62, 66, 52, 30];
const HOUR_SUMS = cumulate(HOURS);

/** Draws the events of one day and part: the three lists of its archives. */
export class DayEvents {
  readonly lists = [new EventList(), new EventList(), new EventList()] as const;
  private readonly random: KeyedRandom;

  /** @param accounts of the bots and the anonymous pool; null: only ordinary users do anything */
  constructor(
    private readonly population: Population,
    private readonly accounts: Accounts | null,
    private readonly taste: Taste,
  ) {
    this.random = new KeyedRandom(population.seed);
  }

  /** Fills the lists with what can be read of a day, counted from the first, in a part. */
  collect(day: number, part: Part): void {
    const { population, random } = this;
    const seen = emptyDay();
    for (const list of this.lists) list.clear();
    for (let i = population.bounds[part - 1]!; i < population.bounds[part]!; i++) {
      const user = population.users[i]!;
      if (day < user.firstDay || day > user.lastDay) continue;
      if (!drawUserDay(random, population.seed, user, day, population.period, seen)) continue;
      this.taste.of(i, user.latent, day - user.firstDay);
      this.addSessions(i, seen);
    }
    if (this.accounts !== null && population.period.share(day, part, 0) > 0)
      this.addServiceAccounts(this.accounts, day, part);
  }

  private addSessions(user: number, seen: UserDay): void {
    const [plays, downloads, searches] = this.lists;
    const { random, taste } = this;
    let at = this.startOfSession();
    for (let k = 0; k < seen.plays; k++) {
      plays.add(user, taste.song(random), at);
      at += 20 + random.below(300);
      if (k % 40 === 39) at = this.startOfSession();
    }
    at = this.startOfSession();
    for (let k = 0; k < seen.downloads; k++)
      downloads.add(user, taste.song(random), (at += 5 + random.below(60)));
    at = this.startOfSession();
    for (let k = 0; k < seen.searches; k++)
      searches.add(user, taste.song(random), (at += 10 + random.below(200)));
  }

  private startOfSession(): number {
    return this.random.fromCumulative(HOUR_SUMS) * 3600 + this.random.below(3600);
  }

  private addServiceAccounts(accounts: Accounts, day: number, part: Part): void {
    const { random, taste, population } = this;
    const [plays] = this.lists;
    const share = population.period.share(day, part, 0);
    random.at(part, day, 8);
    taste.of(accounts.anonymous, SERVICE_CLASS, SERVICE_DAYS + day);
    const anonymous = Math.round(plays.length * ANONYMOUS_SHARE);
    for (let k = 0; k < anonymous; k++)
      plays.add(accounts.anonymous, taste.song(random), random.below(86_400));
    for (let b = part - 1; b < accounts.botCount; b += 3) {
      taste.of(accounts.firstBot + b, SERVICE_CLASS, SERVICE_DAYS + day);
      const count = Math.round(share * (BOT_PLAYS + random.below(BOT_PLAYS)));
      for (let k = 0; k < count; k++)
        plays.add(accounts.firstBot + b, taste.song(random), random.below(86_400));
    }
  }
}
