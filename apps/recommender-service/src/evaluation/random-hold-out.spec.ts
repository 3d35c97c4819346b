import { sparseRowsFromTriples } from '#ml';
import { columnsOf } from './hold-out.js';
import { randomHoldOut } from './random-hold-out.js';

it('takes a fifth of the liked songs of some users out, and nothing else', () => {
  // User n likes the first n songs; 11 users.
  const pairs = Array.from({ length: 11 }, (_, user) =>
    Array.from({ length: user }, (__, song) => [user, song]),
  ).flat();
  const liked = sparseRowsFromTriples(
    11,
    10,
    Int32Array.from(pairs, ([user]) => user!),
    Int32Array.from(pairs, ([, song]) => song!),
    new Float32Array(pairs.length).fill(2),
  );
  const songs = Int32Array.from({ length: 10 }, (_, song) => song);
  const matrix = { songOf: songs, tableSongs: songs, played: liked, liked, listeners: new Uint32Array(10) };
  const { rest, tasks } = randomHoldOut(matrix, { maxUsers: 4, seed: 1 });
  expect(tasks).toHaveLength(4);
  for (const { user, wanted, played } of tasks) {
    expect(user).toBeGreaterThanOrEqual(5);
    expect(wanted).toHaveLength(Math.floor(user / 5));
    expect([...wanted, ...played].sort((a, b) => a - b)).toEqual([...columnsOf(liked, user)]);
  }
  const asked = new Set(tasks.map(({ user }) => user));
  for (let user = 0; user < 11; user++) {
    if (!asked.has(user)) expect(columnsOf(rest.liked, user)).toEqual(columnsOf(liked, user));
  }
  expect(rest.liked.weights.every((weight) => weight === 2)).toBe(true);
});
