import { repairRules } from '../formats/repair.js';
import type { EventBatchResultDto, EventOutcomeDto } from './event.dto.js';
import type { Refusal } from './event-members.js';
import { meaningOf } from './event-rejection.js';
import type { CollectedEvent } from './read-event.js';

/** Events of a batch whose ids were free. */
export interface StoredEvents {
  accepted: ReadonlySet<CollectedEvent>;
  /** An archive counts in their place. */
  superseded: ReadonlySet<CollectedEvent>;
}

export function isRefusal(event: CollectedEvent | Refusal): event is Refusal {
  return 'reason' in event;
}

/** What became of each event of a batch, in order, and their number. */
export function resultOf(read: (CollectedEvent | Refusal)[], stored: StoredEvents): EventBatchResultDto {
  const events = read.map((event) => outcomeOf(event, stored));
  const count = (status: EventOutcomeDto['status']): number =>
    events.filter((event) => event.status === status).length;
  return {
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    superseded: count('superseded'),
    rejected: count('rejected'),
    events,
  };
}

function outcomeOf(event: CollectedEvent | Refusal, { accepted, superseded }: StoredEvents): EventOutcomeDto {
  if (isRefusal(event)) {
    const { eventId, reason } = event;
    return { eventId, status: 'rejected', reason, meaning: meaningOf(reason), repaired: [] };
  }
  const { eventId } = event.posted;
  const nothing = { reason: null, meaning: null, repaired: [] };
  if (accepted.has(event))
    return { ...nothing, eventId, status: 'accepted', repaired: repairRules(event.repairs) };
  return { ...nothing, eventId, status: superseded.has(event) ? 'superseded' : 'duplicate' };
}
