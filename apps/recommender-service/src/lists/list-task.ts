import type { Column, RowFormat } from '#common/publishing';
import type { KeyObject } from 'node:crypto';
import type { SongRequest } from '../answers/best-songs.js';
import type { Constraints } from '../answers/constraints/constraints.js';
import type { FactsRow } from '../answers/constraints/fact-rows.js';
import type { RecommendationOrigin } from '../answers/recommendation-id.js';
import type { Dislikes } from '../listener/user-news.repository.js';
import type { HistoryEvent } from '../listener/listener.js';
import type { RecentListeners } from '../model/popularity.js';
import type { ServingRule } from '../model/serving-rule.js';

/** Columns of a file of lists: a row a song. */
export const LIST_COLUMNS: readonly Column[] = [
  { name: 'user_id', type: 'text' },
  { name: 'place', type: 'integer' },
  { name: 'song_id', type: 'text' },
  { name: 'score', type: 'double' },
  { name: 'source', type: 'text' },
  { name: 'recommendation_id', type: 'text' },
];

/** What all lists of a job are made from. */
export interface ListBasis {
  /** What ids of lists name. */
  readonly origin: Pick<RecommendationOrigin, 'modelVersion' | 'scenario'>;
  /** What they are signed with. */
  readonly key: KeyObject;
  /** Bytes of a version, which all threads look at. */
  readonly artefact: Uint8Array;
  readonly rule: ServingRule;
  readonly recent: RecentListeners | null;
  /** Ids of songs as callers use them, by row; null: those of the model. */
  readonly songIds: readonly string[] | null;
  readonly constraints: Constraints | null;
  readonly asked: Pick<SongRequest, 'limit' | 'includePlayed' | 'diversity' | 'minScore'> & {
    readonly exclude: readonly string[];
    /** Songs to choose from; null: all. */
    readonly include: readonly string[] | null;
  };
  readonly format: RowFormat;
}

/** A user whose list is wanted, and what happened since the training. */
export interface ListedUser {
  readonly userId: string;
  /** The id that callers use. */
  readonly shown: string;
  readonly events: readonly HistoryEvent[];
  readonly dislikes: Dislikes;
}

/** One thing that a thread is asked to do, in this order; facts where constraints or dislikes look at them. */
export type ListTask =
  | { readonly basis: ListBasis }
  | { readonly hiddenSongs: ReadonlySet<string> }
  | { readonly facts: readonly FactsRow[] | 'end' }
  | { readonly open: string }
  | { readonly users: readonly ListedUser[] }
  | { readonly finish: true };
