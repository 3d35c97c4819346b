import { OuterIds, SETTINGS } from '#common';
import type { IdForm, Transaction } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import type { Refusal } from './event-members.js';
import { isRefusal } from './event-outcomes.js';
import { readEvents } from './read-event.js';
import type { CollectedEvent } from './read-event.js';

/** A batch of posted events, read by the form of ids that the database has, or shall have. */
export interface ReadBatch {
  form: IdForm;
  events: (CollectedEvent | Refusal)[];
}

/** The ids of posted events: how a batch is read by them, and what is stored of them. */
@Injectable()
export class EventIds {
  constructor(
    private readonly ids: OuterIds,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  /** In an empty database ids are numbers when half of the good events of the batch or more have such ids. */
  async read(batch: unknown[]): Promise<ReadBatch> {
    const fixed = await this.ids.form();
    if (fixed !== null) return await this.readAs(fixed, batch);
    const [numeric, text] = [await this.readAs('numeric', batch), await this.readAs('text', batch)];
    return 2 * good(numeric) < good(text) ? text : numeric;
  }

  /**
   * Fixes the form of the database, and stores what text ids mean.
   * @throws DomainError conflict (other_id_form), (id_collision)
   */
  async store(transaction: Transaction, events: CollectedEvent[], form: IdForm): Promise<void> {
    if (events.length === 0) return;
    await this.ids.fixForm(form, transaction);
    if (form === 'numeric') return;
    const songs = events.filter(({ kind, posted }) => kind !== 'search' && posted.songId !== '');
    const users = new Set(events.map(({ posted }) => posted.userId));
    await this.ids.store(transaction, 'user', users);
    await this.ids.store(transaction, 'song', new Set(songs.map(({ posted }) => posted.songId)));
  }

  private async readAs(form: IdForm, batch: unknown[]): Promise<ReadBatch> {
    return { form, events: await readEvents(batch, Date.now(), this.settings, form) };
  }
}

function good({ events }: ReadBatch): number {
  return events.filter((event) => !isRefusal(event)).length;
}
