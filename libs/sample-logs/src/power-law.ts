import type { KeyedRandom } from './keyed-random.js';

// Bound once: a look-up of a global in every call costs more than the call where tests run in a sandbox.
const { round } = Math;

/**
 * Draws ranks 0 .. size-1 with weight about (rank + 1 + shift)^-exponent, by inverting the continuous law.
 */
export class PowerLaw {
  private readonly power: number;
  private readonly inverse: number;
  private readonly low: number;

  constructor(
    exponent: number,
    private readonly shift = 0,
  ) {
    // At exactly 1 the integral is a logarithm; close to it the power form is accurate enough for ranks.
    this.power = Math.abs(exponent - 1) < 1e-4 ? 1e-4 : 1 - exponent;
    this.inverse = 1 / this.power;
    this.low = (0.5 + shift) ** this.power;
  }

  draw(random: KeyedRandom, size: number): number {
    const high = (size + 0.5 + this.shift) ** this.power;
    const x = (this.low + random.unit() * (high - this.low)) ** this.inverse;
    const rank = round(x - this.shift) - 1;
    return rank < 0 ? 0 : rank >= size ? size - 1 : rank;
  }
}
