import type { Transaction } from '#common';
import { SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import type { IngestSettings } from '../ingest.settings.js';
import type { UnmergedSongs } from '../storage/songs/songs.repository.js';
import type { CollectedEvent } from './read-event.js';
import { SupersededEventsRepository } from './superseded-events.repository.js';

/**
 * An archive of a day says all that its users did of its kind on that day, so what was posted of them counts no longer. Posted events of
 * users who are in no archive of the day stay: another part, or a damaged archive, may lack them.
 */
@Injectable()
export class SupersededEvents {
  constructor(
    private readonly repository: SupersededEventsRepository,
    @Inject(SETTINGS) private readonly settings: Pick<IngestSettings, 'KEEP_POSTED_EVENTS'>,
  ) {}

  /**
   * Removes posted events that archives of the day supersede. Call it when the archives' events
   * are in the tables, and make the day's rollup afterwards. Event ids stay taken.
   * @param day locked by this transaction
   */
  async remove(
    transaction: Transaction,
    day: string,
    kinds: Iterable<EventKind>,
    unmerged: UnmergedSongs,
  ): Promise<void> {
    if (this.settings.KEEP_POSTED_EVENTS) return;
    for (const kind of new Set(kinds)) await this.repository.remove(transaction, day, kind, unmerged);
  }

  /** Which of these new events an archive supersedes already. */
  async among(transaction: Transaction, events: CollectedEvent[]): Promise<Set<CollectedEvent>> {
    const superseded = new Set<CollectedEvent>();
    if (this.settings.KEEP_POSTED_EVENTS) return superseded;
    const groups = Map.groupBy(events, ({ posted, kind }) => `${posted.day} ${kind}`);
    for (const group of groups.values()) {
      const { posted, kind } = group[0]!;
      const users = [...new Set(group.map(({ event }) => String(event.userId)))];
      const archived = await this.repository.archivedUsers(transaction, posted.day, kind, users);
      for (const event of group) if (archived.has(String(event.event.userId))) superseded.add(event);
    }
    return superseded;
  }
}
