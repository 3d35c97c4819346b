import { phaseOf } from './behaviour.js';
import type { Part } from './holes.js';
import type { LatentClass } from './latent-class.js';
import { countIndex, DOWNLOAD_COUNTS, PLAY_COUNTS, SEARCH_COUNTS, visitChance } from './latent-class.js';
import type { Period } from './period.js';
import type { UserDay } from './user-day.js';

/** Chance that a class shows exactly these readable counts on a day with a visit; hidden kinds count as certain. */
function countChance(latent: LatentClass, phase: number, seen: UserDay): number {
  const table = countIndex(latent.appetite, phase);
  let chance = 1;
  if (seen.visible & 1) chance *= PLAY_COUNTS[latent.volume]!.probability[seen.plays]!;
  if (seen.visible & 2) chance *= DOWNLOAD_COUNTS[table]!.probability[seen.downloads]!;
  if (seen.visible & 4) chance *= SEARCH_COUNTS[table]!.probability[seen.searches]!;
  return chance;
}

/**
 * P(no readable event in the label window | everything readable up to the snapshot date), exact.
 *
 * Each class is a two-state chain: there, or gone for good. Forward recursion carries, class by class, the
 * probability of "what was seen so far and still there" and of "what was seen so far and gone"; their shares over all
 * classes after the snapshot are the posterior. The label window continues the recursion under "nothing seen".
 */
export class ChurnPosterior {
  private readonly here: Float64Array;
  private readonly gone: Float64Array;
  private readonly quiet = new Map<number, Float64Array>();

  constructor(
    private readonly classes: readonly LatentClass[],
    private readonly period: Period,
  ) {
    this.here = new Float64Array(classes.length);
    this.gone = new Float64Array(classes.length);
  }

  /**
   * @param weights prior of the classes for what is visible of the user (older uid, device)
   * @param seen for each day up to the end of the label window what can be read; counts after `snapshot` are ignored
   * @param snapshot last day of the history, counted from 0
   * @param end last day of the label window
   */
  churnProbability(
    weights: Float64Array,
    part: Part,
    older: boolean,
    seen: readonly UserDay[],
    snapshot: number,
    end: number,
  ): number {
    this.start(weights, part, older);
    for (let day = 0; day <= snapshot; day++) {
      const today = seen[day]!;
      if (day > 0) this.leave();
      const age = this.period.age(day, part, older);
      if (today.plays + today.downloads + today.searches > 0) this.observe(today, age, day);
      else this.keepQuiet(today.visible, part, older, age, day);
    }
    const known = this.total();
    for (let day = snapshot + 1; day <= end; day++) {
      this.leave();
      this.keepQuiet(seen[day]!.visible, part, older, this.period.age(day, part, older), day);
    }
    return this.total() / known;
  }

  /** State on day 0: who registered before it may be gone already. */
  private start(weights: Float64Array, part: Part, older: boolean): void {
    const daysBefore = older ? 0 : 3 - part;
    this.classes.forEach(({ dropOut }, z) => {
      this.here[z] = weights[z]! * (1 - dropOut) ** daysBefore;
      this.gone[z] = weights[z]! - this.here[z];
    });
  }

  private leave(): void {
    for (let z = 0; z < this.here.length; z++) {
      const left = this.here[z]! * this.classes[z]!.dropOut;
      this.gone[z]! += left;
      this.here[z]! -= left;
    }
  }

  /** Something was seen: the user is there. Rescaled to sum 1, because months of counts underflow otherwise. */
  private observe(seen: UserDay, age: number, day: number): void {
    const factor = this.period.factors[day]!;
    const phase = phaseOf(age);
    for (let z = 0; z < this.here.length; z++) {
      const latent = this.classes[z]!;
      this.here[z]! *= visitChance(latent.visit, age, factor) * countChance(latent, phase, seen);
    }
    this.gone.fill(0);
    const scale = 1 / this.total();
    for (let z = 0; z < this.here.length; z++) this.here[z]! *= scale;
  }

  private keepQuiet(visible: number, part: Part, older: boolean, age: number, day: number): void {
    if (visible === 0) return;
    const chance = this.quietChances(visible, part, older, age, day);
    for (let z = 0; z < this.here.length; z++) this.here[z]! *= chance[z]!;
  }

  /** Chance, by class, that a user who is there shows nothing in the readable kinds; the same for many users. */
  private quietChances(visible: number, part: Part, older: boolean, age: number, day: number): Float64Array {
    const key = ((day * 3 + part - 1) * 2 + (older ? 1 : 0)) * 8 + visible;
    let chances = this.quiet.get(key);
    if (chances === undefined) {
      const nothing: UserDay = { plays: 0, downloads: 0, searches: 0, visible };
      chances = Float64Array.from(this.classes, (latent) => {
        const visit = visitChance(latent.visit, age, this.period.factors[day]!);
        return 1 - visit + visit * countChance(latent, phaseOf(age), nothing);
      });
      this.quiet.set(key, chances);
    }
    return chances;
  }

  private total(): number {
    let sum = 0;
    for (let z = 0; z < this.here.length; z++) sum += this.here[z]! + this.gone[z]!;
    return sum;
  }
}
