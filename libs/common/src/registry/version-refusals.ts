import { DomainError } from '../errors/domain-error.js';
import { OutdatedModelError } from '../outdated-model/index.js';
import type { ModelVersion } from './model-version.entity.js';

/** A version that the gate did not let pass. */
export function refusal({ version, gate }: ModelVersion): DomainError {
  const reasons = gate.reasons.filter((reason) => !reason.startsWith('Passed: ')).join(' ');
  if (gate.leaks === true)
    return new DomainError(
      'conflict',
      'model_leaks',
      `Version ${version} cannot go live: ${reasons} Find the feature that has seen the labels, then train again.`,
    );
  const byHand = 'promote it all the same by {"accept": "why"}.';
  return gate.undecided === true
    ? new DomainError(
        'conflict',
        'model_undecided',
        `The gate could not decide on version ${version}: ${reasons} Train again with more users or days, or ${byHand}`,
      )
    : new DomainError(
        'conflict',
        'model_refused',
        `Version ${version} was refused by the gate: ${reasons} Train again once the cause is mended, or ${byHand}`,
      );
}

export function noEarlierVersion(kind: string): DomainError {
  return new DomainError(
    'conflict',
    'no_earlier_version',
    `No earlier version of the ${kind} model has been live.`,
  );
}

export function liveVersionChanged(kind: string, from: number, live: number | null): DomainError {
  return new DomainError(
    'conflict',
    'live_version_changed',
    `Nothing was done: ${live === null ? 'no version' : `version ${live}`} of the ${kind} model is live, not version ${from}.`,
  );
}

export function retiredVersion({ version }: ModelVersion): DomainError {
  return new DomainError(
    'conflict',
    'model_retired',
    `Version ${version} has been retired: only its report is kept. Train a new one.`,
  );
}

/** A version whose artefact is damaged, or made by another version of the program. */
export function unusable({ version }: ModelVersion, cause: unknown): DomainError {
  return cause instanceof OutdatedModelError
    ? new DomainError(
        'conflict',
        'model_outdated',
        `Version ${version} cannot be used any more: ${cause.message} Train a new one.`,
        { cause },
      )
    : new DomainError('conflict', 'model_damaged', `Version ${version} cannot be used: ${messageOf(cause)}`, {
        cause,
      });
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
