import { Injectable } from '@nestjs/common';

/** What holds for every answer at the time of the request. */
export interface ServingState {
  /** Changes whenever a song is hidden or shown again. */
  hiddenRevision: number;
  /** Changes whenever a song's name changes or goes. */
  namesRevision: number;
  /** Changes whenever songs to hear again have been counted; 0: never yet. */
  repeatsRevision: number;
  /** How many erasures of users have ended: versions in memory of before may still know them. */
  erasures: number;
  /** The experiment that runs; null when none does. */
  experiment: { id: number; challengerVersion: number; share: number } | null;
}

export interface ServingStateRow {
  hiddenRevision: number;
  namesRevision: number;
  repeatsRevision: number;
  erasures: number;
  experimentId: number | null;
  challengerVersion: number | null;
  challengerShare: number | null;
}

export function servingStateOf({
  hiddenRevision,
  namesRevision,
  repeatsRevision,
  erasures,
  experimentId,
  challengerVersion,
  challengerShare,
}: ServingStateRow): ServingState {
  const experiment =
    experimentId === null
      ? null
      : { id: experimentId, challengerVersion: challengerVersion!, share: challengerShare! };
  return { hiddenRevision, namesRevision, repeatsRevision, erasures, experiment };
}

type Subscriber = (state: ServingState) => void;

/** Passes the state that an answer was read with on to caches that depend on it. */
@Injectable()
export class ServingStateChanges {
  private readonly subscribers: Subscriber[] = [];

  subscribe(subscriber: Subscriber): void {
    this.subscribers.push(subscriber);
  }

  /** To be called with each state before the answer is made. */
  publish(state: ServingState): void {
    for (const subscriber of this.subscribers) subscriber(state);
  }
}
