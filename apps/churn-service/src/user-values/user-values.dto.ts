import { CountField, IdField, NumberField, TimeField } from '#common';
import { MOST_VALUE } from './values-csv.js';

const VALUE = { minimum: 0, maximum: MOST_VALUE, example: 24.5 } as const;

export class UserValueBody {
  @NumberField('What it is worth that the user stays, in any currency', VALUE)
  value: number;
}

export class UserValueDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @NumberField('Value of the user', VALUE)
  value: number;

  @TimeField('When it was stored', { example: '2026-11-24T02:15:00.000Z' })
  updatedAt: Date;
}

export class StoredValuesDto {
  @CountField('Users whose value was stored', { example: 58_123 })
  users: number;

  @CountField('Users of the file who have been erased, of whom nothing was stored', { example: 0 })
  erasedUsers: number;
}
