import type { Progress } from './platform-client.js';

export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** What a job does now and its main figures: `loading archives, 67 of 390 archives, 1,228,174 events`. */
export function stepLine({ step, detail }: Progress): string {
  return [step, ...FIGURES.flatMap((figure) => figure(detail))].join(', ');
}

/** The figures of a job that are printed. */
const FIGURES: readonly ((detail: Progress['detail']) => string[])[] = [
  ({ archivesDone, archives }) =>
    archivesDone === undefined || archives === undefined
      ? []
      : [`${shown(archivesDone)} of ${shown(archives)} archives`],
  ({ events }) => (events === undefined ? [] : [`${shown(events)} events`]),
  ({ users }) => (users === undefined ? [] : [`${shown(users)} users`]),
];

function shown(value: string | number): string {
  return value.toLocaleString('en');
}
