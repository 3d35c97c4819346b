import { DEVICES } from './behaviour.js';
import { unitOf } from './keyed-random.js';
import type { Population } from './population.js';

/**
 * uids of bots lie between those of older users and of registrations, so no ordinary user has one of them.
 */
const FIRST_BOT_UID = 150_000_007;
const TWO_DEVICES = 0.0002;

/**
 * All accounts of the lines: the ordinary users 0 .. userCount-1, then the anonymous pool (uid 0), then the
 * bots, which play for more than 24 hours a day.
 */
export class Accounts {
  readonly anonymous: number;
  readonly firstBot: number;
  readonly botCount: number;

  constructor(private readonly population: Population) {
    this.anonymous = population.userCount;
    this.firstBot = population.userCount + 1;
    this.botCount = Math.max(2, Math.round(population.userCount * 0.0002));
  }

  uid(account: number): number {
    if (account < this.anonymous) return this.population.users[account]!.uid;
    return account === this.anonymous ? 0 : FIRST_BOT_UID + (account - this.firstBot) * 1013;
  }

  /**
   * Device name of one line; a few users have two of them. @param line any number that differs between lines
   */
  device(account: number, line: number): string {
    if (account >= this.anonymous) return 'ar';
    const own = this.population.users[account]!.device;
    const second = unitOf(this.population.seed, account, 0x2d2d) < TWO_DEVICES && line % 3 === 0;
    return DEVICES[second ? 1 - (own & 1) : own]!;
  }

  /** Share of the songs a user sits through, 0 to 1; a matter of the person, not of the class. */
  patience(account: number): number {
    return unitOf(this.population.seed, account, 0x7a7a);
  }

  botUids(): number[] {
    return Array.from({ length: this.botCount }, (_, b) => this.uid(this.firstBot + b));
  }
}
