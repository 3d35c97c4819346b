import { ones, SeededRandom, sigmoid } from '#ml';
import { boundsAt, calibrated, dealt, fitCalibration } from './calibration.js';
import { calibratedMargins } from './calibrator.js';

/** Log-odds that a line cannot calibrate well, and outcomes. */
function users(count: number, seed: number) {
  const random = new SeededRandom(seed);
  const margins = Float64Array.from({ length: count }, () => 1.5 * random.normal());
  const churns = (margin: number) => (margin > 1 ? 0.55 : sigmoid(1.5 * margin - 0.4));
  const labels = Uint8Array.from(margins, (margin) => (random.next() < churns(margin) ? 1 : 0));
  return { margins, labels, weights: ones(count) };
}

describe('a calibrated probability', () => {
  it.each([40, 300, 900, 3_000])('never lies outside its own interval (%d users to learn from)', (count) => {
    let moved = 0;
    for (const seed of [1, 2, 3]) {
      const { margins, labels } = users(count, seed);
      const { calibration } = fitCalibration(dealt({ margins, labels, weights: ones(margins.length) }), 1);
      const fresh = Float64Array.from([...users(5_000, seed + 10).margins, -40, 40]);
      const said = calibrated(calibration, fresh);
      const alone = calibratedMargins(calibration.calibrator, fresh);
      boundsAt(calibration, fresh).forEach(({ low, high }, row) => {
        // As it is stored, in single precision.
        const probability = Math.fround(sigmoid(said[row]!));
        expect(probability).toBeGreaterThanOrEqual(low);
        expect(probability).toBeLessThanOrEqual(high);
        if (Math.abs(said[row]! - alone[row]!) > 1e-9) moved++;
      });
    }
    // A line cannot follow these users, so with many of them bounds must hold it.
    if (count === 3_000) expect(moved).toBeGreaterThan(100);
  });

  it('keeps the order of users', () => {
    const { margins, labels } = users(300, 4);
    const said = calibrated(
      fitCalibration(dealt({ margins, labels, weights: ones(margins.length) }), 1).calibration,
      Float64Array.from(margins).sort(),
    );
    expect(said).toEqual(Float64Array.from(said).sort());
  });
});
