import { factorsAlone } from '../engines/fit-model.js';
import { modelInMemory } from '../../../../test/support/fixtures/model-in-memory.js';
import { addedWeight, eventWeight, listenerOf } from './listener.js';
import type { HistoryEvent } from './listener.js';

const rule = {
  playWeight: 2,
  completionExponent: 1,
  downloadWeight: 3,
  likeWeight: 0,
  addWeight: 0,
  skipWeight: 0,
  halfLifeDays: 10,
  logDamping: true,
};
const play: HistoryEvent = {
  songId: '1',
  kind: 'play',
  share: 0.25,
  day: '2017-05-12',
};

describe('eventWeight', () => {
  it.each<[string, Partial<HistoryEvent>, number]>([
    ['a play by its share', {}, 0.5],
    ['a play to the end', { share: 1 }, 2],
    ['a skip as nothing', { share: 0 }, 0],
    ['a download', { kind: 'download' }, 3],
    ['an event of ten days before as half', { kind: 'download', day: '2017-05-02' }, 1.5],
    [
      'an event after the training no more than one of its last day',
      { kind: 'download', day: '2017-07-01' },
      3,
    ],
    ['an event without a day as new', { kind: 'download', day: null }, 3],
  ])('counts %s', (_, change, expected) => {
    expect(eventWeight({ ...play, ...change }, rule, '2017-05-12')).toBeCloseTo(expected, 12);
  });
});

describe('addedWeight', () => {
  it('damps the sum, not the parts', () => {
    expect(addedWeight(Math.log(3), 4, rule)).toBeCloseTo(Math.log(7), 12);
    expect(addedWeight(2, 4, { ...rule, logDamping: false })).toBe(6);
    expect(addedWeight(0, 0, rule)).toBe(0);
  });
});

describe('listenerOf', () => {
  const model = modelInMemory({
    factors: 1,
    userIds: BigInt64Array.of(1n),
    songIds: BigInt64Array.of(1n, 2n, 3n),
    userFactors: Float32Array.of(1),
    songFactors: Float32Array.of(1, 0.5, 0.1),
    ...factorsAlone(3),
    played: {
      rows: 1,
      columns: 3,
      starts: Int32Array.of(0, 1),
      indices: Int32Array.of(0),
      weights: Float32Array.of(1),
    },
    listeners: Uint32Array.of(1, 1, 1),
    isCold: Uint8Array.of(0, 0, 1),
    devices: Uint8Array.of(0),
  });
  const trained = Float32Array.of(1);

  it('folds in a new like', () => {
    expect(listenerOf(model, 0, trained, [{ ...play, songId: '2' }]).source).toBe('fold-in');
  });

  it('learns nothing from a like of a cold song, and knows that it was met', () => {
    const { source, history, freshEvents } = listenerOf(model, 0, trained, [{ ...play, songId: '3' }]);
    expect([source, freshEvents]).toEqual(['model', 1]);
    expect([...history.songs, ...history.weights]).toEqual([0, 2, 1, 0]);
  });
});
