import type { ModelKind, Version } from '../../data/models.js';
import { Badge } from '../../parts/badge.js';
import { texts } from '../../texts.js';

const words = texts.models;

export function VersionState({ state }: Pick<Version, 'state'>) {
  return <Badge state={state}>{words.states[state]}</Badge>;
}

/** What the gate said in a word. */
export function verdictOf({ gate }: Pick<Version, 'gate'>): string {
  if (gate.undecided) return words.verdicts.undecided;
  return gate.accepted ? words.verdicts.accepted : words.verdicts.refused;
}

export function pathOfVersion(kind: ModelKind, version: number): string {
  return `/models/${kind}/${version}`;
}
