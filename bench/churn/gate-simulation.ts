import { daysBetween } from '#common/calendar';
import { SeededRandom } from '#ml';
import type { LabelledSnapshot } from '../../apps/churn-service/src/dataset/snapshot-reader.js';
import type { ChurnArtefact } from '../../apps/churn-service/src/model/churn-artefact.js';
import { decideGate } from '../../apps/churn-service/src/registry/gate.js';
import { compareWithChampion } from '../../apps/churn-service/src/training/compare-with-champion.js';
import { evaluateOutOfTime } from '../../apps/churn-service/src/training/out-of-time.js';
import { stackSnapshots } from '../../apps/churn-service/src/training/stack-snapshots.js';
import { trainInThreads } from '../../apps/churn-service/src/training/train-in-threads.js';
import { TrainingThreads } from '../../apps/churn-service/src/training/training-threads.js';
import { DEFINITION, LABEL_DAYS, WEEK, World } from './gate-worlds.js';

/** A version is worse, or repairs, by more than this of expected log loss: what the gate promises to exclude. */
const MARGIN = 0.005;
const PATIENCE_DAYS = 28;
/** Snapshots that are learned from, a label window apart. */
const SNAPSHOTS = 3;
const SHIFT_WEEK = 10;
const NO_SHIFT = { before: 0.4, after: 0.4 };
const SHIFTS = [
  { before: 0.4, after: 0.5 },
  { before: 0.4, after: 0.3 },
];
const CHOICES = {
  resamples: 300,
  seed: 42,
  testShare: 0.2,
  models: ['logistic-regression' as const],
  logisticSolver: 'newton' as const,
  mostSnapshots: SNAPSHOTS,
  halfLifeDays: 90,
  mostUsers: 1_000_000,
  horizons: [LABEL_DAYS],
};

interface Live {
  readonly version: number;
  readonly artefact: ChurnArtefact;
}

/** One retrain, and what it was worth by the law of its day. */
interface Retrain {
  readonly isLive: boolean;
  /** Fall of the expected log loss by the new version. */
  readonly gain: number;
}

/** A service that retrains, with the version that serves. */
class Service {
  private readonly signal = new AbortController().signal;

  constructor(
    private readonly world: World,
    private readonly threads: TrainingThreads,
    private live: Live | null = null,
  ) {}

  /** The same service in another world, with the version that is live now. */
  movedTo(world: World): Service {
    return new Service(world, this.threads, this.live);
  }

  /**
   * Learns from the snapshot of a week and older ones, as a retrain does.
   * @param wrong as `World.snapshot`, of older ones
   */
  async retrain(week: number, wrong = 0): Promise<Retrain> {
    const { signal, threads, live } = this;
    const snapshots = Array.from({ length: SNAPSHOTS + 1 }, (_, k) =>
      this.world.snapshot(week - (k * LABEL_DAYS) / WEEK, k === 0 ? 0 : wrong),
    );
    const [newest] = snapshots as [LabelledSnapshot];
    const plan = { ...DEFINITION, ...CHOICES };
    const learned = await stackSnapshots(snapshots.slice(0, SNAPSHOTS) as [LabelledSnapshot], plan);
    const { snapshotDate } = newest;
    const trained = await trainInThreads({ ...plan, ...learned, snapshotDate }, threads, () => undefined);
    const recipe = { definition: DEFINITION, choices: CHOICES };
    const where = { firstDay: null, omitted: [], threads, signal };
    const past = await evaluateOutOfTime(snapshots as [LabelledSnapshot], recipe, where);
    const challenger = { trained: trained.artefact, past: past.probabilities };
    const champion =
      live === null
        ? null
        : {
            version: live.version,
            ageDays: daysBetween(live.artefact.snapshotDate, snapshotDate),
            usable: true,
            ...(await compareWithChampion(
              newest,
              challenger,
              { artefact: live.artefact, table: newest.table },
              { draws: CHOICES, signal },
            )),
          };
    const { accepted } = decideGate(trained.evaluation, {
      liveVersion: live?.version ?? null,
      champion,
      patienceDays: PATIENCE_DAYS,
      bestReachableAuc: null,
      missingLabels: null,
      outOfTime: past.report,
    });
    const gain =
      live === null ? Infinity : this.lossOf(live.artefact, week) - this.lossOf(trained.artefact, week);
    if (accepted || live === null)
      this.live = { version: (live?.version ?? 0) + 1, artefact: trained.artefact };
    return { isLive: accepted, gain };
  }

  /** By the law of the day of the retrain, when the label window has closed. */
  private lossOf(artefact: ChurnArtefact, week: number): number {
    return this.world.loss(artefact, week + LABEL_DAYS / WEEK);
  }
}

/** What came of the retrains of some worlds. */
interface Simulated {
  readonly calm: Retrain[];
  readonly spoilt: Retrain[];
  readonly shifted: Retrain[];
  /**
   * Of each world: whether a version that repairs went live at the first retrain with labels of the shift
   * alone, or earlier.
   */
  readonly atOnce: boolean[];
  /** Whether, a label window later, no version was better than the live one by the margin. */
  readonly inTime: boolean[];
}

/**
 * Retrains of made services whose law is known, so that a version is known to be worse or better. Without a shift:
 * an honest retrain, and one whose older days were loaded wrongly. With a shift of 10 points: retrains each week, in
 * every other world from the first one on that knows labels of the shift. Every draw is seeded.
 */
export async function simulateGate(worlds: number): Promise<object[]> {
  const of: Simulated = { calm: [], spoilt: [], shifted: [], atOnce: [], inTime: [] };
  await TrainingThreads.during(2, new AbortController().signal, async (threads) => {
    for (let world = 0; world < worlds; world++) await simulateWorld(world, threads, of);
  });
  const all = [...of.calm, ...of.spoilt, ...of.shifted];
  const worse = all.filter(({ gain }) => gain < -MARGIN);
  const live = (retrains: readonly Retrain[]) => retrains.map(({ isLive }) => isLive);
  return [
    rateOf('a version that is worse goes live, of those that are', '< 5 %', live(worse)),
    rateOf(
      'a version that is worse goes live, of all retrains',
      '< 5 %',
      all.map(({ isLive, gain }) => isLive && gain < -MARGIN),
    ),
    rateOf('a version that repairs is live within the label window of a shift', '', of.atOnce),
    rateOf('no better version waits a label window later', '> 95 %', of.inTime),
    rateOf('a version of the same recipe goes live without a shift', '', live(of.calm)),
  ];
}

async function simulateWorld(world: number, threads: TrainingThreads, of: Simulated): Promise<void> {
  const random = new SeededRandom(world);
  const liveWeek = SHIFT_WEEK - 3 - random.int(3);
  const still = new Service(new World(world, NO_SHIFT, Infinity), threads);
  await still.retrain(liveWeek);
  // Until the shift both worlds are the same.
  const moved = still.movedTo(new World(world, SHIFTS[world % 2]!, SHIFT_WEEK));
  of.spoilt.push(await still.retrain(SHIFT_WEEK - 1, 0.3 + 0.4 * random.next()));
  of.calm.push(await still.retrain(SHIFT_WEEK));
  const first = world % 4 < 2 ? SHIFT_WEEK - 1 : SHIFT_WEEK;
  let isRepaired = false;
  let waits = true;
  for (let week = first; week <= SHIFT_WEEK + LABEL_DAYS / WEEK && (waits || week <= SHIFT_WEEK); week++) {
    const retrain = await moved.retrain(week);
    of.shifted.push(retrain);
    isRepaired ||= week <= SHIFT_WEEK && retrain.isLive && retrain.gain > MARGIN;
    waits = !retrain.isLive && retrain.gain > MARGIN;
  }
  of.atOnce.push(isRepaired);
  of.inTime.push(!waits);
  console.log(
    `world ${world}: repaired ${isRepaired ? 'within the label window' : waits ? 'too late' : 'later'}`,
  );
}

/** With the score interval of a rate (Wilson 1927). */
function rateOf(what: string, goal: string, cases: readonly boolean[]): object {
  const of = cases.length;
  const count = cases.filter(Boolean).length;
  const z = 1.959964;
  const rate = count / of;
  const middle = (rate + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z * Math.sqrt((rate * (1 - rate)) / of + z ** 2 / (4 * of ** 2))) / (1 + z ** 2 / of);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return {
    what,
    goal,
    measured: `${count} of ${of}: ${percent(rate)} (${percent(Math.max(0, middle - half))} to ${percent(middle + half)})`,
  };
}
