import { activityBands, popularitySegments } from './segments.js';

describe('activityBands', () => {
  it('averages within each band and leaves out empty ones', () => {
    const bands = activityBands(
      [1, 4, 5, 250],
      Float64Array.of(0.2, 0.4, 1, 0),
      Float64Array.of(0, 1, 1, 0.5),
    );
    expect(bands).toEqual([
      { from: 1, to: 4, users: 2, ndcg: (0.2 + 0.4) / 2, recall: 0.5 },
      { from: 5, to: 19, users: 1, ndcg: 1, recall: 1 },
      { from: 100, to: null, users: 1, ndcg: 0, recall: 0.5 },
    ]);
  });
});

describe('popularitySegments', () => {
  it('splits songs at 50 and 80 % of all listeners, most heard first', () => {
    const listeners = Uint32Array.of(1, 5, 3, 1);
    const segments = popularitySegments(listeners, {
      hits: Uint32Array.of(1, 2, 1, 0),
      wanted: Uint32Array.of(1, 4, 2, 3),
    });
    expect(segments).toEqual([
      { segment: 'head', songs: 1, wanted: 4, recall: 0.5 },
      { segment: 'middle', songs: 1, wanted: 2, recall: 0.5 },
      { segment: 'tail', songs: 2, wanted: 4, recall: 0.25 },
    ]);
  });

  it('has no recall where nothing was to be found', () => {
    const none = { hits: new Uint32Array(1), wanted: new Uint32Array(1) };
    expect(popularitySegments(Uint32Array.of(3), none)[0]).toEqual({
      segment: 'head',
      songs: 1,
      wanted: 0,
      recall: 0,
    });
  });
});
