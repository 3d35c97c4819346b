import { DomainError } from '../errors/domain-error.js';

export function nameTaken(name: string, isRevoked: boolean): DomainError {
  const why = isRevoked ? ', though that is revoked: the audit must say which one it was' : '';
  return new DomainError(
    'conflict',
    'key_name_taken',
    `There is a key named ${name} already${why}; take another name.`,
  );
}

export function nameReserved(name: string): DomainError {
  return new DomainError(
    'invalid',
    'key_name_reserved',
    `The audit lists actions of the platform itself under ${name}; take another name.`,
  );
}

export function expiryPast(): DomainError {
  return new DomainError(
    'invalid',
    'key_expiry_past',
    'expiresAt must lie ahead, by the clock of PostgreSQL.',
  );
}

export function keyUnknown(name: string): DomainError {
  return new DomainError('not_found', 'key_unknown', `There is no key named ${name}.`);
}

export function keyOfSettings(name: string): DomainError {
  return new DomainError(
    'conflict',
    'key_of_settings',
    `${name} comes from the settings of the services (READ_KEYS, WRITE_KEYS, ADMIN_KEYS): change it there, and start them again.`,
  );
}

export function keyEnded(name: string, state: 'expired' | 'revoked'): DomainError {
  const what = state === 'revoked' ? 'is revoked' : 'has expired';
  return new DomainError(
    'conflict',
    `key_${state}`,
    `The key ${name} ${what} and cannot be rotated; make a new one.`,
  );
}

export function aboveOwnScopes(own: readonly string[], wanted: readonly string[]): DomainError {
  return new DomainError(
    'forbidden',
    'scope_above_own',
    `A ${own.join('+')} key cannot make or change a ${wanted.join('+')} key, which may do more than itself; use an admin key.`,
  );
}

export function lastAdminKey(name: string): DomainError {
  return new DomainError(
    'conflict',
    'last_admin_key',
    `${name} is the last admin key, and ADMIN_KEYS is not set: nobody could administer any more. Make another admin key first.`,
  );
}
