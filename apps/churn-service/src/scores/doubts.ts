import { SETTINGS } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { describeChange, volumeChanges } from '../dataset/day-volumes.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import type { ChurnSettings } from '../churn.settings.js';

/** Why scores may be wrong: what was found of the days that they rest on, when they were made. */
export interface Doubt {
  /** The finding, as a person notes that it is known. */
  readonly subject: string;
  /** A sentence, or the begin of one. */
  readonly found: string;
}

/** Days up to the snapshot date that must be complete: each habit of a week is seen on them. */
const NEWEST_DAYS = 7;

/** Finds what makes the scores of a day doubtful: its volume, or holes in the newest days. */
@Injectable()
export class Doubts {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<ChurnSettings, 'CHURN_ALERT_EVENTS_CHANGE'>,
    private readonly loaded: LoadedDaysRepository,
  ) {}

  async of(snapshotDate: string): Promise<Doubt[]> {
    const { wholeDays } = await this.loaded.coverage();
    const whole = new Set(wholeDays);
    const holes = await this.loaded.incomplete(addDays(snapshotDate, 1 - NEWEST_DAYS), snapshotDate, whole);
    const changes = volumeChanges(await this.loaded.volumes(snapshotDate, whole), 'events');
    const usual = changes.findIndex(({ value }) => value <= this.settings.CHURN_ALERT_EVENTS_CHANGE);
    const since = changes.slice(0, usual === -1 ? changes.length : usual).at(-1)?.day;
    return [
      ...holes.map(({ day, kind, reason }) => ({
        subject: `hole.${day}.${kind}`,
        found: `${day} is not complete (${kind}: ${reason}).`,
      })),
      ...(since === undefined
        ? []
        : [{ subject: `alert.event_volume.${since}`, found: describeChange(changes[0]!, 'events') }]),
    ];
  }
}

/** So many are named. */
const SHOWN = 3;

/** What was found, what waits for it, and the calls to make; null without doubts. */
export function describeDoubts(doubts: readonly Doubt[]): string | null {
  if (doubts.length === 0) return null;
  const shown = doubts.slice(0, SHOWN);
  const others = doubts.length > SHOWN ? ` (and ${doubts.length - SHOWN} more)` : '';
  return (
    `${shown.map(({ found }) => found).join(' ')} Audiences keep their members and no campaign is launched until everybody is scored ` +
    'again with the days mended (GET /ingest/coverage, GET /ingest/quality), or until they are noted as known: ' +
    `${shown.map(({ subject }) => `PUT /admin/acknowledgements/${subject}`).join(', ')}${others}.`
  );
}
