import { meaningOf } from '../formats/rejection.js';
import type { EventRejectionReason } from '../formats/rejection.js';
import { repairRules } from '../formats/repair.js';
import type { EventBatchResultDto, EventOutcomeDto } from './event.dto.js';
import type { Refusal } from './event-members.js';
import type { CollectedEvent } from './read-event.js';

/** What became of the events of a batch whose ids were free; those that are not in it are duplicates. */
export type Statuses = ReadonlyMap<CollectedEvent, 'accepted' | 'superseded' | 'erased'>;

export function isReadable(event: CollectedEvent | Refusal): event is CollectedEvent {
  return !isRefusal(event);
}

export function isRefusal(event: CollectedEvent | Refusal): event is Refusal {
  return 'reason' in event;
}

/** An event that was read and is not stored after all. */
export function refusalOf({ posted, kind }: CollectedEvent, reason: EventRejectionReason): Refusal {
  return { reason, meaning: meaningOf(reason), eventId: posted.eventId, kind, day: posted.day };
}

/** What became of each event of a batch, in order, and their number. */
export function resultOf(read: (CollectedEvent | Refusal)[], statuses: Statuses): EventBatchResultDto {
  const events = read.map((event) => outcomeOf(event, statuses));
  const count = (wanted: EventOutcomeDto['status']): number =>
    events.filter(({ status }) => status === wanted).length;
  return {
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    superseded: count('superseded'),
    rejected: count('rejected'),
    events,
  };
}

function outcomeOf(event: CollectedEvent | Refusal, statuses: Statuses): EventOutcomeDto {
  if (isRefusal(event)) {
    const { eventId, reason, meaning } = event;
    return { eventId, status: 'rejected', reason, meaning, repaired: [] };
  }
  const status = statuses.get(event) ?? 'duplicate';
  if (status === 'erased') return outcomeOf(refusalOf(event, 'user_erased'), statuses);
  const repaired = status === 'accepted' ? repairRules(event.repairs) : [];
  return { eventId: event.posted.eventId, status, reason: null, meaning: null, repaired };
}
