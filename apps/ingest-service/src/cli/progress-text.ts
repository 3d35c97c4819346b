const WIDTH = 24;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** How far a load is, as the terminal shows it. */
export interface ShownProgress {
  /** Share done, 0 to 1. */
  fraction: number;
  archives: number;
  archivesDone: number;
  seconds: number;
}

/** `████░░ 62 %  12 of 390 archives, 2 min left`. */
export function progressText(progress: ShownProgress): string {
  const { archives, archivesDone, seconds } = progress;
  const fraction = Math.min(1, Math.max(0, progress.fraction));
  const filled = Math.round(fraction * WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.floor(fraction * 100)} %`;
  const left = fraction > 0.01 && fraction < 1 ? (seconds / fraction) * (1 - fraction) : null;
  const figures = [
    `${archivesDone.toLocaleString('en')} of ${archives.toLocaleString('en')} archives`,
    ...(left === null ? [] : [`${durationText(left)} left`]),
  ];
  return `${bar}  ${figures.join(', ')}`;
}

/** Three figures or fewer: `21 MB`, `4.2 GB`. */
export function byteText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]!}`;
}

export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
