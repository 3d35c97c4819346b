import { EnumField, TextField } from '#common';
import { CONTRACT_RULES } from '../mapping/contract.js';
import type { ContractViolation } from '../mapping/contract.js';

/** How an archive breaks the contract of its mapping. */
export class ContractViolationDto {
  @EnumField('Member of the contract', CONTRACT_RULES, { example: 'rejected' })
  rule: ContractViolation['rule'];

  @TextField('How the archive breaks it, in a sentence', {
    example: '5.2 % of its records are rejected, more than 2 %.',
  })
  meaning: string;
}
