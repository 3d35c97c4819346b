import { PHASES, phaseOf } from './behaviour.js';
import type { LatentClass } from './latent-class.js';
import { countIndex, DOWNLOAD_COUNTS, PLAY_COUNTS, SEARCH_COUNTS, visitChance } from './latent-class.js';
import type { Period } from './holes.js';
import type { UserDay } from './user-day.js';
import { emptyDay } from './user-day.js';

/**
 * Chance that a class shows exactly these readable counts on a day with a visit; hidden kinds count as
 * certain.
 */
function countChance(latent: LatentClass, phase: number, seen: UserDay): number {
  const table = countIndex(latent.appetite, phase);
  let chance = 1;
  if (seen.visible & 1) chance *= PLAY_COUNTS[latent.volume]!.probability[seen.plays]!;
  if (seen.visible & 2) chance *= DOWNLOAD_COUNTS[table]!.probability[seen.downloads]!;
  if (seen.visible & 4) chance *= SEARCH_COUNTS[table]!.probability[seen.searches]!;
  return chance;
}

const hasEvents = ({ plays, downloads, searches }: UserDay): boolean => plays + downloads + searches > 0;

/** Ages of a registration, in days, that the law distinguishes: 0 to 6, and 7 or more. */
const AGES = 8;
const OLDEST = AGES - 1;

/**
 * P(no readable event in the label window | every event that can be read up to the snapshot date), exact.
 *
 * Each class is a chain: not yet registered, there for so many days, or gone for good. Registrations come in
 * equal numbers on every day of an endless past, and the uid, which shows the day, is not used: no model
 * reads it. Forward recursion has, by class and age, the probability of "what was seen so far and there", and
 * by class that of "what was seen so far and gone"; their shares over all classes after the snapshot are the
 * posterior. The label window continues the recursion under "nothing seen".
 */
export class ChurnPosterior {
  /** By age, then by class. */
  private readonly here: Float64Array[];
  private readonly gone: Float64Array;
  private readonly quiet = new Map<number, Float64Array>();
  /** States of users who were not seen so far, by their weights and by what could be read on each day. */
  private readonly unseen = new Map<Float64Array, Map<string, readonly Float64Array[]>>();
  /** Lowest age that is possible: 0 until the first event. */
  private youngest = 0;

  constructor(
    private readonly classes: readonly LatentClass[],
    private readonly period: Period,
  ) {
    this.here = Array.from({ length: AGES }, () => new Float64Array(classes.length));
    this.gone = new Float64Array(classes.length);
  }

  /**
   * @param weights prior of the classes at registration for what can be read of the user, the device
   * @param seen for each day up to the end of the label window what can be read; counts after `snapshot` are
   *   ignored
   * @param snapshot last day of the history, counted from 0
   * @param end last day of the label window
   */
  churnProbability(weights: Float64Array, seen: readonly UserDay[], snapshot: number, end: number): number {
    const first = seen.findIndex(hasEvents);
    this.waitUnseen(weights, seen, first);
    for (let day = first; day <= snapshot; day++) {
      const today = seen[day]!;
      if (day > first) this.leave(null);
      if (hasEvents(today)) this.observe(today, day);
      else this.keepQuiet(today.visible, day);
    }
    const known = this.total();
    for (let day = snapshot + 1; day <= end; day++) {
      this.leave(null);
      this.keepQuiet(seen[day]!.visible, day);
    }
    return this.total() / known;
  }

  /**
   * State on a day before which nothing was seen; it is the same for many users, so each is computed once.
   */
  private waitUnseen(weights: Float64Array, seen: readonly UserDay[], day: number): void {
    const states = this.unseen.get(weights) ?? new Map<string, readonly Float64Array[]>();
    this.unseen.set(weights, states);
    const visible = String.fromCharCode(...seen.slice(0, day).map((before) => before.visible));
    const state = states.get(visible);
    this.youngest = 0;
    this.gone.fill(0);
    if (state !== undefined) {
      state.forEach((ofAge, age) => {
        this.here[age]!.set(ofAge);
      });
      return;
    }
    if (day === 0) this.start(weights);
    else {
      this.waitUnseen(weights, seen, day - 1);
      this.keepQuiet(seen[day - 1]!.visible, day - 1);
      this.leave(weights);
    }
    states.set(
      visible,
      this.here.map((ofAge) => ofAge.slice()),
    );
  }

  /** State on day 0, for one registration a day: those of the last days, and all earlier ones. */
  private start(weights: Float64Array): void {
    this.classes.forEach(({ dropOut }, z) => {
      for (let age = 0; age < AGES; age++) this.here[age]![z] = weights[z]! * (1 - dropOut) ** age;
      this.here[OLDEST]![z]! /= dropOut;
    });
  }

  /** From one day to the next. @param registering weights of new registrations; null once a user was seen */
  private leave(registering: Float64Array | null): void {
    const { here, gone, classes, youngest } = this;
    for (let z = 0; z < classes.length; z++) {
      const { dropOut } = classes[z]!;
      let left = here[OLDEST]![z]! * dropOut;
      let older = here[OLDEST]![z]! * (1 - dropOut);
      for (let age = OLDEST - 1; age >= youngest; age--) {
        const were = here[age]![z]!;
        left += were * dropOut;
        if (age === OLDEST - 1) older += were * (1 - dropOut);
        else here[age + 1]![z] = were * (1 - dropOut);
      }
      here[OLDEST]![z] = older;
      if (youngest < OLDEST) here[youngest]![z] = registering?.[z] ?? 0;
      gone[z]! += left;
    }
    if (registering === null && youngest < OLDEST) this.youngest++;
  }

  /**
   * Something was seen: the user is there. Rescaled to sum 1, because months of counts underflow otherwise.
   */
  private observe(seen: UserDay, day: number): void {
    const factor = this.period.factors[day]!;
    for (let phase = phaseOf(this.youngest); phase < PHASES; phase++) {
      const chance = this.classes.map(
        (latent) => visitChance(latent.visit, phase, factor) * countChance(latent, phase, seen),
      );
      this.multiply(chance, phase);
    }
    this.gone.fill(0);
    const scale = 1 / this.total();
    for (let age = this.youngest; age < AGES; age++) {
      const ofAge = this.here[age]!;
      for (let z = 0; z < ofAge.length; z++) ofAge[z]! *= scale;
    }
  }

  private keepQuiet(visible: number, day: number): void {
    if (visible === 0) return;
    for (let phase = phaseOf(this.youngest); phase < PHASES; phase++) {
      this.multiply(this.quietChances(visible, phase, day), phase);
    }
  }

  private multiply(chance: ArrayLike<number>, phase: number): void {
    for (let age = this.youngest; age < AGES; age++) {
      if (phaseOf(age) !== phase) continue;
      const ofAge = this.here[age]!;
      for (let z = 0; z < ofAge.length; z++) ofAge[z]! *= chance[z]!;
    }
  }

  /**
   * Chance, by class, that a user who is there shows nothing in the readable kinds; the same for many users.
   */
  private quietChances(visible: number, phase: number, day: number): Float64Array {
    const key = (day * PHASES + phase) * 8 + visible;
    let chances = this.quiet.get(key);
    if (chances === undefined) {
      const nothing = emptyDay(visible);
      chances = Float64Array.from(this.classes, (latent) => {
        const visit = visitChance(latent.visit, phase, this.period.factors[day]!);
        return 1 - visit + visit * countChance(latent, phase, nothing);
      });
      this.quiet.set(key, chances);
    }
    return chances;
  }

  private total(): number {
    let sum = 0;
    for (let z = 0; z < this.gone.length; z++) sum += this.gone[z]!;
    for (let age = this.youngest; age < AGES; age++) {
      const ofAge = this.here[age]!;
      for (let z = 0; z < ofAge.length; z++) sum += ofAge[z]!;
    }
    return sum;
  }
}
