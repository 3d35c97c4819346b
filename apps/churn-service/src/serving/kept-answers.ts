import { countLookups, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import { HeldScores } from '../scores/held-scores.js';
import type { ServingMoment } from './serving-moment.js';

/** What an entry takes up beside its text, roughly. */
export const ENTRY_BYTES = 150;

/** Texts by key within some bytes; beyond them the oldest go. */
export class BoundedTexts {
  private readonly texts = new Map<string, string>();
  private bytes = 0;

  get(key: string): string | undefined {
    return this.texts.get(key);
  }

  /** @param room bytes that all texts may take up together from now on */
  set(key: string, text: string, room: number): void {
    this.forget(key);
    this.texts.set(key, text);
    this.bytes += text.length + ENTRY_BYTES;
    for (const oldest of this.texts.keys()) {
      if (this.bytes <= room) break;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    const text = this.texts.get(key);
    if (text === undefined) return;
    this.texts.delete(key);
    this.bytes -= text.length + ENTRY_BYTES;
  }
}

/**
 * Answers about stored scores of one moment, as text: within it nothing about a user changes but whether the user is excluded. They take
 * what memory the held scores leave.
 */
@Injectable()
export class KeptAnswers {
  private moment: ServingMoment | null = null;
  private texts = new BoundedTexts();
  private readonly lookups: CacheLookups;

  constructor(
    private readonly held: HeldScores,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'churn_answers');
  }

  find(moment: ServingMoment, userId: string): string | undefined {
    const text = this.moment === moment ? this.texts.get(userId) : undefined;
    if (text === undefined) this.lookups.miss();
    else this.lookups.hit();
    return text;
  }

  /** @param moment the one that the answer was made from; those of another are forgotten */
  keep(moment: ServingMoment, userId: string, text: string): void {
    if (this.moment !== moment) {
      this.moment = moment;
      this.texts = new BoundedTexts();
    }
    this.texts.set(userId, text, this.held.room);
  }
}
