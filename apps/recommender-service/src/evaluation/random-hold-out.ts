import { SeededRandom, sparseRowsFromTriples } from '#ml';
import type { SparseRows } from '#ml';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';

/** Users with fewer liked songs are not asked. */
const FEWEST_LIKED = 5;
/** Share of their liked songs that is held out. */
const HELD_OUT = 0.2;

/**
 * Takes a fifth of the liked songs of some users out of a matrix, whenever they were liked: what remains is
 * nearly all of it, where holding out days takes a part of everybody's.
 */
export function randomHoldOut(
  matrix: InteractionMatrix,
  { maxUsers, seed }: { maxUsers: number; seed: number },
): { rest: InteractionMatrix; tasks: RankingTask[] } {
  const random = new SeededRandom(seed);
  const eligible = Int32Array.from({ length: matrix.liked.rows }, (_, user) => user).filter(
    (user) => columnsOf(matrix.liked, user).length >= FEWEST_LIKED,
  );
  const users = random.shuffle(eligible).subarray(0, maxUsers);
  const wanted = new Map(
    Array.from(users, (user) => {
      const liked = random.shuffle(columnsOf(matrix.liked, user).slice());
      return [user, liked.subarray(0, Math.max(1, Math.floor(HELD_OUT * liked.length))).toSorted()] as const;
    }),
  );
  const isHeldOut = (user: number, song: number) => wanted.get(user)?.includes(song) === true;
  const rest = {
    ...matrix,
    played: without(matrix.played, isHeldOut),
    liked: without(matrix.liked, isHeldOut),
  };
  const tasks = Array.from(wanted, ([user, songs]) => ({
    user,
    played: columnsOf(rest.played, user),
    wanted: songs,
    wantsPercentiles: false,
  }));
  return { rest, tasks };
}

function without(matrix: SparseRows, isLeftOut: (row: number, column: number) => boolean): SparseRows {
  const rows: number[] = [];
  const kept: number[] = [];
  for (let row = 0; row < matrix.rows; row++) {
    for (let n = matrix.starts[row]!; n < matrix.starts[row + 1]!; n++) {
      if (isLeftOut(row, matrix.indices[n]!)) continue;
      rows.push(row);
      kept.push(n);
    }
  }
  return sparseRowsFromTriples(
    matrix.rows,
    matrix.columns,
    Int32Array.from(rows),
    Int32Array.from(kept, (n) => matrix.indices[n]!),
    Float32Array.from(kept, (n) => matrix.weights[n]!),
  );
}
