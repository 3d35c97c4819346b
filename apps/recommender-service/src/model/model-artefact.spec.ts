import { RowCollector } from '#ml';
import { decodeArtefact, encodeArtefact } from './model-artefact.js';
import type { ModelArtefact } from './model-artefact.js';

const artefact: ModelArtefact = {
  factors: 2,
  userIds: BigInt64Array.of(5n, 7n, 9223372036854775807n),
  songIds: BigInt64Array.of(30n),
  userFactors: Float32Array.of(1, 2, 3, 4, 5, 6),
  songFactors: Float32Array.of(0.5, -0.5),
  factorShare: 0.75,
  itemWeights: {
    rows: 1,
    columns: 1,
    starts: Int32Array.of(0, 1),
    indices: Int32Array.of(0),
    weights: Float32Array.of(-0.25),
  },
  played: {
    rows: 3,
    columns: 1,
    starts: Int32Array.of(0, 1, 1, 2),
    indices: Int32Array.of(0, 0),
    weights: Float32Array.of(1.5, 0),
  },
  coPlays: {
    rows: 1,
    columns: 1,
    starts: Int32Array.of(0, 1),
    indices: Int32Array.of(0),
    weights: Float32Array.of(0.5),
  },
  popularity: Float32Array.of(0.125),
  listeners: Uint32Array.of(1),
  isCold: Uint8Array.of(1),
  devices: Uint8Array.of(1, 2, 0),
};

describe('the layout of a model', () => {
  it('is read as it was written, also from bytes that lie unaligned', () => {
    const bytes = encodeArtefact(artefact);
    expect(decodeArtefact(bytes)).toEqual(artefact);
    const shifted = new Uint8Array(bytes.byteLength + 3);
    shifted.set(bytes, 3);
    expect(decodeArtefact(shifted.subarray(3))).toEqual(artefact);
  });

  it('begins with its magic and version', () => {
    const bytes = encodeArtefact(artefact);
    expect(Buffer.from(bytes.subarray(0, 4)).toString('latin1')).toBe('BRM1');
    expect(Buffer.from(bytes).readUInt32LE(4)).toBe(5);
    expect(bytes.byteLength % 8).toBe(0);
  });

  it('is refused when it is something else, of another version, cut off or too long', () => {
    const bytes = encodeArtefact(artefact);
    const changed = (at: number, value: number): Uint8Array => {
      const copy = bytes.slice();
      copy[at] = value;
      return copy;
    };
    expect(() => decodeArtefact(new Uint8Array(5))).toThrow('not a recommender model');
    expect(() => decodeArtefact(changed(0, 0))).toThrow('not a recommender model');
    expect(() => decodeArtefact(changed(4, 2))).toThrow('layout 2');
    expect(() => decodeArtefact(bytes.subarray(0, bytes.byteLength - 8))).toThrow('cut off');
    expect(() => decodeArtefact(changed(8, 200))).toThrow('cut off');
    expect(() => decodeArtefact(changed(16, 1))).toThrow('longer than it says');
  });

  it('holds a model without users or songs', () => {
    const empty: ModelArtefact = {
      factors: 4,
      userIds: new BigInt64Array(0),
      songIds: new BigInt64Array(0),
      userFactors: new Float32Array(0),
      songFactors: new Float32Array(0),
      factorShare: 1,
      itemWeights: {
        rows: 0,
        columns: 0,
        starts: new Int32Array(1),
        indices: new Int32Array(0),
        weights: new Float32Array(0),
      },
      played: {
        rows: 0,
        columns: 0,
        starts: new Int32Array(1),
        indices: new Int32Array(0),
        weights: new Float32Array(0),
      },
      coPlays: new RowCollector(0, 0, 0).finish(),
      listeners: new Uint32Array(0),
      isCold: new Uint8Array(0),
      devices: new Uint8Array(0),
      popularity: new Float32Array(0),
    };
    expect(decodeArtefact(encodeArtefact(empty))).toEqual(empty);
  });
});
