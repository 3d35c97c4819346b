import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitBgNbd } from '#ml';

/** Fader, Hardie and Lee 2005, table 2, to more digits as other implementations print them. */
const PUBLISHED = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881, logLikelihood: -9582.429 };
const BEGIN = Date.parse('1997-01-01');
const CALIBRATION_DAYS = (Date.parse('1997-09-30') - BEGIN) / 864e5;
/** The usual one-tenth sample of CDNOW (2,357 customers), from a place where data lies or next to the peers. */
const SAMPLE = 'CDNOW_sample.txt';

/** Maximum likelihood on the purchases of the sample up to 1997-09-30, in weeks, next to the published values. */
export function measureCdnow(folders: readonly string[]): object[] {
  const file = folders.map((folder) => join(folder, SAMPLE)).find((path) => existsSync(path));
  if (file === undefined) return [{ cdnow: `absent: no ${SAMPLE} in the data folder or bench/peers` }];
  const began = performance.now();
  const days = new Map<string, Set<number>>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [customer, , date] = line.trim().split(/\s+/);
    if (customer === undefined || date?.length !== 8) continue;
    const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    const day = (Date.parse(iso) - BEGIN) / 864e5;
    if (day <= CALIBRATION_DAYS) days.set(customer, (days.get(customer) ?? new Set()).add(day));
  }
  const histories = [...days.values()].map((set) => {
    const first = Math.min(...set);
    return { x: set.size - 1, last: (Math.max(...set) - first) / 7, end: (CALIBRATION_DAYS - first) / 7 };
  });
  const fit = fitBgNbd({
    repeats: histories.map(({ x }) => x),
    lastAt: histories.map(({ last }) => last),
    observedFor: histories.map(({ end }) => end),
  });
  const seconds = (performance.now() - began) / 1000;
  const found = { ...fit.parameters, logLikelihood: fit.logLikelihood };
  return [
    { who: 'published', ...PUBLISHED },
    { who: 'ours', ...found, customers: fit.users, seconds },
  ];
}
