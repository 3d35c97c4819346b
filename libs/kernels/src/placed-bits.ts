import { RowBits } from './row-bits.js';

/** From this share of rows left out on, the others are read one by one. */
const MANY = 0.65;

interface Placed {
  readonly byPlace: RowBits;
  readonly leavesFew: boolean;
}

/** Bits of rows left out by the places of these rows in a table, kept for bits that are asked with again. */
export class PlacedBits {
  private readonly known = new WeakMap<RowBits, Placed>();

  /** @param places of each row */
  constructor(private readonly places: Int32Array) {}

  of(bits: RowBits): Placed {
    const known = this.known.get(bits) ?? this.place(bits);
    this.known.set(bits, known);
    return known;
  }

  private place(bits: RowBits): Placed {
    const { places } = this;
    const byPlace = new RowBits(places.length);
    for (let row = 0; row < places.length; row++) if (bits.has(row)) byPlace.set(places[row]!, true);
    return { byPlace, leavesFew: byPlace.count() > MANY * places.length };
  }
}
