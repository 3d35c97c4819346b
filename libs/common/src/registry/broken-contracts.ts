import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DomainError } from '../errors/domain-error.js';

interface BrokenContract {
  id: number;
  name: string;
  meaning: string;
}

/**
 * Archives with events from $1 to $2 that break the contract of their mapping. One that was acknowledged since
 * it was loaded is not among them.
 */
const SELECT_BROKEN = `/* common.broken_contracts */
  SELECT id, name, violations -> 0 ->> 'meaning' AS meaning FROM archive
  WHERE violations <> '[]' AND state IN ('loaded', 'partial')
    AND EXISTS (SELECT FROM archive_event_day WHERE archive_id = id AND day BETWEEN $1::date AND $2::date)
    AND NOT EXISTS (SELECT FROM acknowledgement WHERE subject = 'contract.' || id AND at >= finished_at)
  ORDER BY name`;

/** Holds trainings back while what they would learn from is not what its mapping expects. */
@Injectable()
export class BrokenContracts {
  constructor(private readonly database: Database) {}

  /**
   * @param from first day that a training reads. @param to the last one
   * @throws DomainError conflict (contract_broken)
   */
  async refuse(from: string, to: string): Promise<void> {
    const [first, ...others] = await this.database.query<BrokenContract>(SELECT_BROKEN, [from, to]);
    if (first === undefined) return;
    const { id, name, meaning } = first;
    const more = others.length === 0 ? '' : ` So do ${others.length} more archives.`;
    throw new DomainError(
      'conflict',
      'contract_broken',
      `Nothing is learned from ${from} to ${to} yet: ${name} breaks the contract of its mapping. ${meaning}${more} Load the ` +
        `file again once it is mended, or note that it may stay so (PUT /admin/acknowledgements/contract.${id}).`,
      { extra: { archives: [first, ...others].map((archive) => archive.id) } },
    );
  }
}
