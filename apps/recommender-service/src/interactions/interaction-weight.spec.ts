import { interactionWeight } from './interaction-weight.js';

const rule = { playWeight: 1, downloadWeight: 2, logDamping: false };

describe('interactionWeight', () => {
  it('adds the shares heard and the downloads by their weights', () => {
    expect(interactionWeight({ completion: 1.5, downloads: 0 }, rule)).toBe(1.5);
    expect(interactionWeight({ completion: 1.5, downloads: 3 }, rule)).toBe(7.5);
    expect(interactionWeight({ completion: 4, downloads: 1 }, { ...rule, playWeight: 0.5 })).toBe(4);
  });

  it('dampens the sum, not its parts', () => {
    expect(interactionWeight({ completion: 1, downloads: 1 }, { ...rule, logDamping: true })).toBeCloseTo(
      Math.log(4),
      12,
    );
  });

  it('is 0 for skips alone', () => {
    expect(interactionWeight({ completion: 0, downloads: 0 }, rule)).toBe(0);
    expect(interactionWeight({ completion: 0, downloads: 0 }, { ...rule, logDamping: true })).toBe(0);
  });
});
