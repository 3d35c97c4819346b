import { SeededRandom } from '#ml';
import { heldOutQuestion } from './hold-out.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import { baselinesBeside } from './baselines.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

it('evaluates the baselines in a thread as it does here', async () => {
  const random = new SeededRandom(4);
  const collector = new PairCollector();
  for (let user = 0; user < 40; user++) {
    for (let song = 0; song < 30; song++) {
      if (random.int(3) === 0) collector.add(user, song, 1, random.int(3) === 0 ? NOT_YET : 1);
    }
  }
  const table = collector.finish();
  const early = buildInteractionMatrix(table, 'early', 2);
  const plan = {
    k: 5,
    maxUsers: 40,
    margin: 0.05,
    neighbourUsers: 20,
    seed: 1,
    neighbours: { shrinkage: 1, neighbours: 10 },
  };
  const { tasks } = heldOutQuestion(table, early, plan);
  const here = await baselinesBeside({ early, learned: early.liked, recent: null, tasks, plan }, 1, 0);
  const beside = await baselinesBeside({ early, learned: early.liked, recent: null, tasks, plan }, 2, 0);
  expect(beside).toEqual(here);
  expect(here.popularity.evaluation.users).toBe(tasks.length);
  expect(here.neighbours.evaluation.users).toBe(20);
  // The task was copied, not moved: the fit goes on with it.
  expect(early.liked.indices.length).toBeGreaterThan(0);
});
