import { CursorQuery, EnumField, IntegerField } from '#common';
import { ALL_REJECTION_REASONS } from '../formats/event-rejection.js';
import type { EventRejectionReason } from '../formats/event-rejection.js';
import { ARCHIVE_STATES } from '../storage/archive.entity.js';
import type { ArchiveState } from '../storage/archive.entity.js';

export class ArchivesQuery extends CursorQuery {
  @EnumField('Only archives of this state', ARCHIVE_STATES, { optional: true })
  state?: ArchiveState;

  @EnumField('Only archives with a line rejected for this reason', ALL_REJECTION_REASONS, { optional: true })
  rejectedBy?: EventRejectionReason;
}

export class ArchiveIdParams {
  @IntegerField('Number of the archive', { minimum: 1, maximum: 2_147_483_647, example: 17 })
  id: number;
}
