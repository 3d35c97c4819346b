import type { RejectionReason } from '../formats/rejection.js';
import { repairRules } from '../formats/repair.js';
import type { EventBatchResultDto, EventOutcomeDto } from './event.dto.js';
import type { Refusal } from './event-members.js';
import { meaningOf } from '../formats/rejection.js';
import type { CollectedEvent } from './read-event.js';

/** Events of a batch whose ids were free. */
export interface StoredEvents {
  accepted: ReadonlySet<CollectedEvent>;
  /** An archive counts in their place. */
  superseded: ReadonlySet<CollectedEvent>;
  /** Their user has been erased: nothing of them is kept, their ids neither. */
  erased: ReadonlySet<CollectedEvent>;
}

export function isRefusal(event: CollectedEvent | Refusal): event is Refusal {
  return 'reason' in event;
}

/** An event that was read and is not stored after all. */
export function refusalOf({ posted, kind }: CollectedEvent, reason: RejectionReason): Refusal {
  return { reason, meaning: meaningOf(reason), eventId: posted.eventId, kind, day: posted.day };
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

function outcomeOf(
  event: CollectedEvent | Refusal,
  { accepted, superseded, erased }: StoredEvents,
): EventOutcomeDto {
  if (isRefusal(event) || erased.has(event)) {
    const { eventId, reason, meaning } = isRefusal(event) ? event : refusalOf(event, 'user_erased');
    return { eventId, status: 'rejected', reason, meaning, repaired: [] };
  }
  const { eventId } = event.posted;
  const nothing = { reason: null, meaning: null, repaired: [] };
  if (accepted.has(event))
    return { ...nothing, eventId, status: 'accepted', repaired: repairRules(event.repairs) };
  return { ...nothing, eventId, status: superseded.has(event) ? 'superseded' : 'duplicate' };
}
