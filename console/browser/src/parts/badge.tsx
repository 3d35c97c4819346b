import type { ReactNode } from 'react';
import { texts } from '../texts.js';
import styles from './badge.module.css';

type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'plain';

/** Of the states that things of the platform can be in; others are plain. */
const TONES: Readonly<Record<string, Tone>> = {
  // Bands of churn risk, and what the checks of the overview find.
  high: 'bad',
  medium: 'warn',
  low: 'good',
  act: 'bad',
  look: 'warn',
  fine: 'good',
  // Jobs, audited actions and alert rules.
  running: 'busy',
  started: 'busy',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'warn',
  refused: 'bad',
  ok: 'good',
  firing: 'bad',
  // Archives, versions, checks of the gate, keys and settings.
  loaded: 'good',
  partial: 'warn',
  live: 'good',
  ready: 'busy',
  passed: 'good',
  undecided: 'warn',
  active: 'good',
  expired: 'warn',
  excluded: 'warn',
  hidden: 'warn',
  environment: 'busy',
  // Endpoints, their messages, and campaigns.
  failing: 'warn',
  disabled: 'bad',
  sending: 'busy',
  delivered: 'good',
  dead: 'bad',
  closed: 'good',
};

/**
 * A state in a word, with a colour that adds to the word and never replaces it.
 * @param children in place of the word
 */
export function Badge({ state, children = stateInWords(state) }: { state: string; children?: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={TONES[state] ?? 'plain'}>
      {children}
    </span>
  );
}

function stateInWords(state: string): string {
  return texts.states[state] ?? state;
}

/** States to choose from, after the choice of all. */
export function stateChoices<State extends string>(states: readonly State[]) {
  const choices = states.map((state) => [state, stateInWords(state)] as const);
  return [['' as const, texts.lists.all] as const, ...choices];
}
