import type { Interval } from '#ml';
import type { ChurnEvaluationDto } from '../training/churn-report.dto.js';
import type { MetricsDto } from '../measures/metrics.dto.js';
import { decideGate } from './gate.js';

const metrics = (rocAuc: number, logLoss: number, users = 1000) =>
  ({ users, churnRate: 0.62, rocAuc, logLoss }) as MetricsDto;
const interval = (value: number, half = 0.01): Interval => ({
  value,
  low: value - half,
  high: value + half,
  standardError: half / 2,
});
const gain = (rocAuc: Interval, logLoss: Interval) => ({ rocAuc, logLoss, prAuc: rocAuc, brier: logLoss });

/** A live version that does exactly as well. */
const same = {
  version: 3,
  users: 900,
  ageDays: 14,
  usable: true,
  comparedOn: 'later days',
  notComparedBecause: null,
  rocAuc: 0.9,
  logLoss: 0.38,
  gain: gain(interval(0, 0.001), interval(0, 0.001)),
  slices: [],
};

const both = (of: MetricsDto) => ({ train: of, test: of });
const evaluation = (model: MetricsDto, change: Partial<ChurnEvaluationDto> = {}) =>
  ({
    metrics: both(model),
    intervals: { rocAuc: interval(model.rocAuc) },
    baselines: { recency: both(metrics(0.87, 0.42)) },
    calibration: { ece: 0.02, eceNull: { mean: 0.02, percentile95: 0.03 } },
    gainOverRecency: { rocAuc: interval(model.rocAuc - 0.87), logLoss: interval(0.42 - model.logLoss, 0.02) },
    slices: [],
    ...change,
  }) as unknown as ChurnEvaluationDto;
const decide = (of: ChurnEvaluationDto, context = {}) =>
  decideGate(of, {
    liveVersion: null,
    champion: null,
    patienceDays: 28,
    bestReachableAuc: null,
    missingLabels: null,
    outOfTime: null,
    ...context,
  });
const failures = (of: ChurnEvaluationDto, context = {}) =>
  decide(of, context).reasons.filter((reason) => reason.startsWith('Failed'));

describe('decideGate', () => {
  it('lets a better model pass and says what was compared', () => {
    expect(decide(evaluation(metrics(0.9, 0.38)))).toEqual({
      accepted: true,
      reasons: [
        'Passed: test ROC AUC 0.9000 against 0.5564, which 1000 users can reach by chance.',
        'Passed: test ROC AUC 0.9000 against 0.8700 of recency alone.',
        'Passed: test log loss 0.3800 against 0.4200 of recency alone.',
        'Passed: test ROC AUC is at most 0.995.',
        'Passed: expected calibration error 0.0200, at most 0.0500: the noise floor of so many users, 0.0300, and 0.02.',
      ],
      undecided: false,
    });
  });

  it.each([
    ['ranks worse than recency', metrics(0.86, 0.38)],
    ['ranks just as well', metrics(0.87, 0.38)],
    ['predicts worse', metrics(0.9, 0.43)],
    ['knows nothing', metrics(NaN, NaN)],
  ])('refuses a model that %s', (_, model) => {
    expect(decide(evaluation(model)).accepted).toBe(false);
  });

  it('cannot tell from few users whether recency is better, and holds nothing against the model then', () => {
    const of = (users: number, change = 0) => evaluation(metrics(0.866 - change, 0.38, users));
    expect(decide(of(999))).toMatchObject({
      accepted: true,
      reasons: expect.arrayContaining([
        'Undecided: test ROC AUC 0.8660 against 0.8700 of recency alone, which may be chance among 999 users ' +
          '(95 % of the gain -0.0140 to 0.0060).',
      ]) as string[],
    });
    expect(decide(of(1000)).accepted).toBe(false);
    expect(decide(of(999, 0.01)).accepted).toBe(false);
    expect(decide(evaluation(metrics(0.88, 0.43, 999))).accepted).toBe(true);
    expect(decide(evaluation(metrics(0.88, 0.45, 999))).accepted).toBe(false);
    expect(decide(evaluation(metrics(0.866, 0.43, 1000))).accepted).toBe(false);
  });

  it('refuses chance: slightly better than baselines that know nothing either', () => {
    const baselines = { recency: both(metrics(0.49, 0.67)), baseRate: both(metrics(0.5, 0.664)) };
    expect(failures(evaluation(metrics(0.52, 0.6635), { baselines }))).toEqual([
      expect.stringContaining('by chance'),
    ]);
  });

  it('refuses what is too good to be true: of itself, or by what is known to be the best', () => {
    expect(failures(evaluation(metrics(0.996, 0.05)))).toEqual([
      expect.stringContaining('0.9960 is too good to be true'),
    ]);
    expect(decide(evaluation(metrics(0.996, 0.05)))).toMatchObject({ leaks: true, undecided: false });
    const good = evaluation(metrics(0.95, 0.3));
    expect(failures(good, { bestReachableAuc: 0.945 })).toEqual([]);
    expect(failures(good, { bestReachableAuc: 0.917 })).toEqual([
      expect.stringContaining('too good to be true: a feature'),
    ]);
  });

  it('refuses probabilities that cannot be believed; a small error of few users is for a person to judge', () => {
    const of = (ece: number, users: number) =>
      evaluation(metrics(0.9, 0.38, users), {
        calibration: { ece, eceNull: { mean: 0.02, percentile95: 0.03 } },
      } as Partial<ChurnEvaluationDto>);
    expect(failures(of(0.06, 1000))).toEqual([
      expect.stringContaining('calibration error 0.0600, at most 0.0500'),
    ]);
    expect(failures(of(0.08, 999))).toHaveLength(1);
    const decision = decide(of(0.06, 999));
    expect(decision).toMatchObject({ accepted: false, undecided: true });
    expect(decision.reasons.at(-1)).toMatch(/^Undecided: .* 0.0600, .*; 999 users are too few to tell\.$/);
  });

  it('cannot decide on labels that are not known, whatever else passes', () => {
    const decision = decide(evaluation(metrics(0.9, 0.38)), { missingLabels: 'only 3 of the 14 days are' });
    expect(decision).toMatchObject({ accepted: false, undecided: true });
    expect(decision.reasons.at(-1)).toMatch(/^Undecided: only 3 of the 14 days are: /);
  });

  describe('on later days', () => {
    const later = (
      model: Partial<{ slope: number; ece: number; users: number }> = {},
      gains = gain(interval(0.01, 0.005), interval(0.01, 0.005)),
    ) => {
      const { slope = 0.95, ece = 0.03, users = 5000 } = model;
      const calibration = { slope, ece, eceNull: { mean: 0.01, percentile95: 0.02 } };
      return {
        outOfTime: { notMeasuredBecause: null, model: { users, calibration }, gainOverRecency: gains },
      };
    };
    const good = evaluation(metrics(0.9, 0.38));

    it('lets one pass that still ranks and still tells the truth, or was not measured', () => {
      expect(failures(good, later())).toEqual([]);
      expect(failures(good, { outOfTime: { notMeasuredBecause: 'too few days' } })).toEqual([]);
    });

    const undecided = (context: object) => {
      const decision = decide(good, context);
      expect(decision).toMatchObject({ accepted: false, undecided: true });
      return decision.reasons.filter((reason) => reason.startsWith('Undecided'));
    };

    it('leaves probabilities that the newest labels do not bear out to a person', () => {
      expect(undecided(later({ slope: 0.6, ece: 0.13 }))).toEqual([
        'Undecided: calibration on later days: error 0.1300, at most 0.0700; slope 0.60, between 0.75 and 1.33; ' +
          'no live version was compared on the same days.',
      ]);
      for (const wrong of [{ slope: 1.5 }, { slope: 0.6 }, { ece: 0.08 }])
        expect(undecided(later(wrong))).toHaveLength(1);
      const few = decide(good, later({ slope: 0.6, users: 300 }));
      expect(few.accepted).toBe(true);
      expect(few.reasons).toContainEqual(
        expect.stringMatching(/^Undecided: calibration on later days: .*; 300 users are too few to tell\.$/),
      );
    });

    it('leaves one that recency alone beats there to a person', () => {
      expect(undecided(later({}, gain(interval(-0.02, 0.005), interval(0.01, 0.005))))).toEqual([
        'Undecided: ROC AUC on later days, compared with recency alone: gain -0.0200 (95 % -0.0250 to -0.0150); ' +
          'a loss of 0.005 has to be excluded; no live version was compared on the same days.',
      ]);
    });

    it('accepts one that repairs a shift, where the live version does worse on the same days', () => {
      const shifted = later({ slope: 0.6, ece: 0.13 }, gain(interval(-0.02, 0.005), interval(-0.02, 0.005)));
      const beside = (change: object) => ({
        ...shifted,
        liveVersion: 3,
        champion: { ...same, gain: gain(interval(0.01, 0.005), interval(0.02, 0.005)), ...change },
      });
      expect(decide(good, beside({}))).toMatchObject({ accepted: true, undecided: false });
      const worse = gain(interval(0.01, 0.005), interval(-0.02, 0.005));
      expect(failures(good, beside({ gain: worse }))).toEqual([
        expect.stringContaining('log loss compared with live version 3'),
      ]);
      // A live version younger than a label window: test users have to show it.
      expect(decide(good, beside({ comparedOn: 'test users' })).accepted).toBe(true);
      const unsure = gain(interval(0.01, 0.005), interval(0.002, 0.004));
      expect(undecided(beside({ comparedOn: 'test users', gain: unsure }))).toHaveLength(3);
    });
  });

  describe('next to a champion', () => {
    const good = evaluation(metrics(0.9, 0.38));
    const next = (rocAuc: Interval, logLoss = interval(0, 0.004), change: object = {}) => ({
      liveVersion: 3,
      champion: { ...same, gain: gain(rocAuc, logLoss), ...change },
    });
    const decided = (context: object) => {
      const { accepted, undecided, reasons } = decide(good, context);
      expect(undecided).toBe(!accepted && reasons.every((reason) => !reason.startsWith('Failed')));
      return [accepted, ...reasons.filter((reason) => !reason.startsWith('Passed'))];
    };

    it('lets one pass that is not worse on average and is shown to lose less than the margin', () => {
      for (const rocAuc of [interval(0.01), interval(0, 0.004)])
        expect(decided(next(rocAuc))).toEqual([true]);
    });

    it('keeps the champion where the users are too few to tell, until it is old', () => {
      const few = interval(0.002, 0.01);
      expect(decided(next(few))).toEqual([
        false,
        'Undecided: ROC AUC compared with live version 3 on 900 users that neither learned from: gain +0.0020 ' +
          '(95 % -0.0080 to +0.0120), so few users cannot exclude a loss of 0.005; 28 days after the live version (now 14), ' +
          'excluding 0.01 is enough.',
      ]);
      expect(decided(next(few, interval(0, 0.004), { ageDays: 28 }))).toEqual([true]);
    });

    it('keeps it where the new one is worse on average, which many small steps would add up', () => {
      expect(decided(next(interval(-0.0015, 0.001)))).toEqual([
        false,
        expect.stringContaining('-0.0005), worse on average, which promotions would add up.'),
      ]);
    });

    it('lets one pass that repairs probabilities and ranks about as well, but none that may rank worse', () => {
      const repair = interval(0.02, 0.01);
      expect(decided(next(interval(-0.0015, 0.001), repair))).toEqual([true]);
      expect(decided(next(interval(-0.0015, 0.004), repair))).toEqual([
        false,
        expect.stringContaining('so few users cannot exclude a loss of 0.005'),
      ]);
      expect(decided(next(interval(-0.02), repair))[0]).toBe(false);
    });

    it('refuses one that is surely worse, in ranking or in probabilities', () => {
      expect(decided(next(interval(-0.02)))).toEqual([
        false,
        'Failed: ROC AUC compared with live version 3 on 900 users that neither learned from: gain -0.0200 ' +
          '(95 % -0.0300 to -0.0100), a loss of 0.005 or more.',
      ]);
      expect(decided(next(interval(0.01), interval(-0.02)))).toHaveLength(2);
    });

    it('refuses one that leaves a group of users worse off, next to the champion or recency', () => {
      const slice = { by: 'device', value: 'ip', users: 200, logLoss: interval(-0.06, 0.03) };
      expect(failures(good, next(interval(0.01), interval(0.01), { slices: [slice] }))).toEqual([
        expect.stringContaining('log loss of device ip compared with live version 3: gain -0.0600'),
      ]);
      const slices = [{ ...slice, gainOverRecency: interval(-0.06, 0.03) }];
      expect(
        failures(evaluation(metrics(0.9, 0.38), { slices } as unknown as Partial<ChurnEvaluationDto>)),
      ).toEqual([expect.stringContaining('log loss of device ip compared with recency alone')]);
    });

    it('refuses one that was compared with another version than the live one', () => {
      expect(failures(good, { ...next(interval(0.01)), liveVersion: 4 })).toHaveLength(1);
      expect(failures(good, { liveVersion: 4 })).toHaveLength(1);
    });

    it('does not pass one that could not be compared, unless the champion cannot be used any more', () => {
      const champion = { ...same, notComparedBecause: 'it learned otherwise', gain: null };
      expect(decided({ liveVersion: 3, champion })).toEqual([
        false,
        'Undecided: not compared with live version 3: it learned otherwise.',
      ]);
      expect(decided({ liveVersion: 3, champion: { ...champion, usable: false } })).toEqual([true]);
    });
  });
});
