import { BoundedCache, countLookups, Metrics, SETTINGS } from '#common';
import type { CacheLookups } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderSettings } from '../recommender.settings.js';
import type { ServingState } from '../versions/serving-state.js';

const MIB = 2 ** 20;
/** What an entry takes up beside its bytes, roughly. */
const ENTRY_BYTES = 300;

type Revisions = Pick<ServingState, 'hiddenRevision' | 'namesRevision'>;

/**
 * Lists as they were answered, within a memory setting; beyond it those kept longest go. All are of one state: when a song is hidden or
 * renamed, every list is made anew.
 */
@Injectable()
export class KeptLists {
  private readonly lists = new BoundedCache<Buffer>((list) => list.length + ENTRY_BYTES);
  private readonly room: number;
  private readonly lookups: CacheLookups;
  private hiddenRevision = -1;
  private namesRevision = -1;

  constructor(@Inject(SETTINGS) settings: RecommenderSettings, metrics: Metrics) {
    this.room = settings.RECOMMENDER_SERVING_MEMORY_MB * MIB;
    this.lookups = countLookups(metrics, 'lists');
  }

  find(state: Revisions, key: string): Buffer | null {
    const list = this.isOf(state) ? this.lists.get(key) : undefined;
    if (list === undefined) this.lookups.miss();
    else this.lookups.hit();
    return list ?? null;
  }

  /** @param state the one that the list was made in; a list of an older one is let go */
  keep(state: Revisions, key: string, list: Buffer): void {
    if (state.hiddenRevision < this.hiddenRevision || state.namesRevision < this.namesRevision) return;
    if (!this.isOf(state)) {
      this.lists.clear();
      this.hiddenRevision = state.hiddenRevision;
      this.namesRevision = state.namesRevision;
    }
    this.lists.set(key, list, this.room);
  }

  private isOf({ hiddenRevision, namesRevision }: Revisions): boolean {
    return hiddenRevision === this.hiddenRevision && namesRevision === this.namesRevision;
  }
}
