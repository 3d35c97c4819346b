import { KernelEngine } from '../engines/kernel-engine.js';
import type { ItemParameters, TrainingEngine } from '../engines/training-engine.js';
import { searchItems } from './search-items.js';

const start: ItemParameters = {
  itemModel: 'local-ridge',
  itemShare: 0,
  itemNeighbours: 100,
  itemShrinkage: 30,
  itemRidge: 100,
};
const liked = {
  rows: 1,
  columns: 1,
  starts: Int32Array.of(0, 1),
  indices: Int32Array.of(0),
  weights: Float32Array.of(1),
};

/** Tells what was asked for; fits only what has so many neighbours or fewer. */
function engineUpTo(mostNeighbours: number): { engine: TrainingEngine; asked: ItemParameters[] } {
  const asked: ItemParameters[] = [];
  const engine: TrainingEngine = {
    fit: (...task) => new KernelEngine(1).fit(...task),
    itemWeights: (_, parameters) => {
      asked.push(parameters);
      const isTooMuch = parameters.itemModel === 'local-ridge' && parameters.itemNeighbours > mostNeighbours;
      return Promise.resolve(isTooMuch ? null : liked);
    },
  };
  return { engine, asked };
}

describe('searchItems', () => {
  const search = async (mostNeighbours: number) => {
    const { engine, asked } = engineUpTo(mostNeighbours);
    const evaluate = () => ({ ndcg: 0.5, recall: 0.5 });
    const attempts = await searchItems({ engine, liked, start, evaluate, secondsLeft: () => 10 });
    return { attempts, asked };
  };

  it('begins with local ridge, of fewer neighbours where it would take too long', async () => {
    expect((await search(100)).asked[0]).toMatchObject({ itemModel: 'local-ridge', itemNeighbours: 100 });
    const { attempts, asked } = await search(50);
    expect(asked.slice(0, 2).map(({ itemNeighbours }) => itemNeighbours)).toEqual([100, 50]);
    expect(attempts[0]!.parameters).toMatchObject({
      itemModel: 'local-ridge',
      itemNeighbours: 50,
      itemShare: 1,
    });
    expect(attempts.slice(1, 5).every(({ parameters }) => parameters.itemModel === 'neighbours')).toBe(true);
  });

  it('gives local ridge up at some size, and tries neighbours all the same', async () => {
    const { attempts, asked } = await search(10);
    expect(asked.slice(0, 3).map(({ itemNeighbours }) => itemNeighbours)).toEqual([100, 50, 25]);
    expect(attempts.map(({ parameters }) => parameters.itemShrinkage)).toEqual([10, 30, 100, 300]);
  });
});
