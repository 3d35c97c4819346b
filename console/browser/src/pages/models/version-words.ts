import type { ModelKind, Version } from '../../data/models.js';
import { texts } from '../../texts.js';

const words = texts.models;

/** What the gate said in a word. */
export function verdictOf({ gate }: Pick<Version, 'gate'>): string {
  if (gate.undecided) return words.verdicts.undecided;
  return gate.accepted ? words.verdicts.accepted : words.verdicts.refused;
}

export function pathOfVersion(kind: ModelKind, version: number): string {
  return `/models/${kind}/${version}`;
}
