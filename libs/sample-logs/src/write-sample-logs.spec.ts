import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { SampleManifest } from './manifest.js';
import { SampleLogsError } from './set-folder.js';
import { writeSampleLogs } from './write-sample-logs.js';

/**
 * A reader that shares nothing with the writer: whole files in memory, split by LF and tab, whatever was
 * meant.
 */
function readArchive(path: string): { inner: string; lines: string[] } {
  const tar = gunzipSync(readFileSync(path), { finishFlush: constants.Z_SYNC_FLUSH });
  const inner = tar.toString('latin1', 0, 100).replace(/\0.*$/s, '');
  const size = Math.min(parseInt(tar.toString('latin1', 124, 135), 8), tar.length - 512);
  const lines = tar.toString('utf8', 512, 512 + size).split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return { inner, lines };
}

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
const dateNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

interface UserFacts {
  device: string;
  plays: number;
  lastPlay: number;
  inFeatureWindow: boolean;
  inLabelWindow: boolean;
  downloads30: number;
  searches30: number;
  /** Plays of a song that is told, and these songs. */
  namedPlays: number;
  songs: Set<string>;
  completion: number;
  completed: number;
}

/** What a careful reader finds in a folder of archives. */
class Findings {
  readonly lineCount = { play: 0, download: 0, search: 0 };
  readonly eventCount = { play: 0, download: 0, search: 0 };
  readonly inner = new Map<string, string>();
  readonly users = new Map<string, UserFacts>();
  readonly daySeconds = new Map<string, number>();
  readonly seconds: number[] = [];
  readonly validSeconds: number[] = [];
  readonly validLengths: number[] = [];
  readonly songPlays = new Map<string, number>();
  readonly samples: Record<string, string> = {};
  zero = 0;
  oneOver = 0;
  full = 0;
  unknownSong = 0;
  ipPlays = 0;

  constructor(
    folder: string,
    private readonly bots: Set<string>,
    private readonly snapshot: number,
  ) {
    for (const name of readdirSync(folder)
      .filter((n) => n.endsWith('.tar.gz'))
      .sort()) {
      const [, date, kind] = /^(\d{8})_[123]_(play|down|search)\.log\.tar\.gz$/.exec(name)!;
      const day = dateNumber(`${date!.slice(0, 4)}-${date!.slice(4, 6)}-${date!.slice(6)}`);
      const { inner, lines } = readArchive(join(folder, name));
      this.inner.set(name, inner);
      const read = kind === 'down' ? 'download' : (kind as 'play' | 'search');
      this.lineCount[read] += lines.length;
      for (const line of lines) this.read(read, day, line);
    }
  }

  private read(kind: 'play' | 'download' | 'search', day: number, line: string): void {
    let fields = line.split('\t');
    const width = { play: 9, download: 6, search: 4 }[kind];
    const padded = kind !== 'play';
    if (padded) fields = fields.map((f, i) => (i < fields.length - 1 ? f.replace(/ $/, '') : f));
    if (fields.length > width) fields.splice(4, fields.length - width + 1, fields.slice(4, -4).join('\t'));
    const [uid, device] = fields as [string, string];
    if (fields.length < width || !/^\d+$/.test(uid) || !/^(ar|ip|mc|wp)$/.test(device)) return;
    this.samples[`${kind} ${device}`] ??= line;
    this.eventCount[kind]++;
    if (kind === 'play') this.addSeconds(uid, day, Number(fields[6]), Number(fields[7]));
    if (uid === '0' || this.bots.has(uid)) return;
    const user = this.user(uid, device);
    const age = this.snapshot - day;
    user.inFeatureWindow ||= age >= 0 && age < 30;
    user.inLabelWindow ||= age < 0 && age >= -14;
    if (kind === 'download' && age >= 0 && age < 30) user.downloads30++;
    if (kind === 'search' && age >= 0 && age < 30) user.searches30++;
    if (kind === 'play') this.readPlay(user, day, fields);
  }

  private user(uid: string, device: string): UserFacts {
    let user = this.users.get(uid);
    if (!user) {
      user = {
        device,
        plays: 0,
        lastPlay: -1,
        inFeatureWindow: false,
        inLabelWindow: false,
        downloads30: 0,
        searches30: 0,
        namedPlays: 0,
        songs: new Set(),
        completion: 0,
        completed: 0,
      };
      this.users.set(uid, user);
    }
    return user;
  }

  /** Leaves out what is written in milliseconds. */
  private addSeconds(uid: string, day: number, seconds: number, length: number): void {
    if (seconds > 0 && seconds <= (length > 0 ? length + 1 : 700)) {
      const key = `${uid} ${day}`;
      this.daySeconds.set(key, (this.daySeconds.get(key) ?? 0) + seconds);
    }
  }

  private readPlay(user: UserFacts, day: number, fields: string[]): void {
    user.plays++;
    if (day <= this.snapshot) user.lastPlay = day;
    if (fields[1] === 'ip') this.ipPlays++;
    const song = fields[2]!;
    if (song === '0') this.unknownSong++;
    else {
      user.namedPlays++;
      user.songs.add(song);
      this.songPlays.set(song, (this.songPlays.get(song) ?? 0) + 1);
    }
    const seconds = Number(fields[6]);
    const length = Number(fields[7]);
    if (Number.isNaN(seconds)) return;
    this.seconds.push(seconds);
    if (seconds <= 0) this.zero++;
    if (length <= 0) return;
    this.validLengths.push(length);
    if (seconds === length + 1) this.oneOver++;
    if (seconds >= 0.8 * length) this.full++;
    if (seconds > 0 && seconds <= length) this.validSeconds.push(seconds);
    if (seconds < 10_000) {
      user.completion += Math.min(1, Math.max(0, seconds) / length);
      user.completed++;
    }
  }
}

describe('writeSampleLogs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sample-logs-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe('a set of 4,000 users over the default period', () => {
    let manifest: SampleManifest;
    let found: Findings;
    let people: UserFacts[];
    let played: number[];
    let population: UserFacts[];
    const steps: number[] = [];
    const snapshot = dateNumber('2017-04-28');

    beforeAll(async () => {
      const directory = join(folder, 'default');
      manifest = await writeSampleLogs({
        directory,
        userCount: 4000,
        firstDay: '2017-03-30',
        lastDay: '2017-05-12',
        seed: 20170330,
        onProgress: ({ fraction }) => steps.push(fraction),
      });
      found = new Findings(directory, new Set(manifest.serviceAccounts.botUserIds.map(String)), snapshot);
      people = [...found.users.values()];
      played = people.map((u) => u.plays).filter((n) => n > 0);
      population = people.filter((u) => u.inFeatureWindow);
    });

    const listeners = (rank: number): number => {
      const counts = new Map<string, number>();
      for (const u of people) for (const song of u.songs) counts.set(song, (counts.get(song) ?? 0) + 1);
      return ([...counts.values()].sort((a, b) => b - a)[rank - 1]! / played.length) * 100;
    };
    const repeats = (leastPlays: number): number => {
      const heavy = people.filter((u) => u.namedPlays >= leastPlays);
      return (heavy.reduce((sum, u) => sum + 1 - u.songs.size / u.namedPlays, 0) / heavy.length) * 100;
    };
    const recency = (from: number, to: number): number => {
      const withPlay = people.filter((u) => u.lastPlay >= 0);
      const hits = withPlay.filter((u) => snapshot - u.lastPlay >= from && snapshot - u.lastPlay <= to);
      return (hits.length / withPlay.length) * 100;
    };
    const share = (kind: 'play' | 'download' | 'search'): number => {
      const { play, download, search } = manifest.events;
      const bots = play - people.reduce((n, u) => n + u.plays, 0);
      const total = play - bots + download + search;
      return ((kind === 'play' ? play - bots : manifest.events[kind]) / total) * 100;
    };

    // published value of the original, and the range accepted for 4,000 users
    it.each<[string, number, number, number, () => number]>([
      ['plays, % of events', 88.9, 87, 91, () => share('play')],
      ['downloads, % of events', 5.0, 4, 6.2, () => share('download')],
      ['searches, % of events', 6.1, 4.8, 7.2, () => share('search')],
      ['plays a user, p25', 9, 7, 13, () => quantile(played, 0.25)],
      ['plays a user, p50', 40, 32, 50, () => quantile(played, 0.5)],
      ['plays a user, p75', 174, 130, 210, () => quantile(played, 0.75)],
      ['plays a user, p99', 2091, 1600, 2900, () => quantile(played, 0.99)],
      // The original users registered on three days; the sets have registrations on every day.
      ['last play on the snapshot date, %', 14.1, 16.5, 21.5, () => recency(0, 0)],
      ['last play 1 day before, %', 5.9, 6.5, 9.7, () => recency(1, 1)],
      ['last play 2 to 6 days before, %', 14.3, 17, 22, () => recency(2, 6)],
      ['last play 7 to 29 days before, %', 65.9, 50, 57, () => recency(7, 29)],
      [
        'users of ip, %',
        12.6,
        11,
        14.5,
        () => (people.filter((u) => u.device === 'ip').length / people.length) * 100,
      ],
      ['plays by ip, %', 15, 12, 20, () => (found.ipPlays / people.reduce((n, u) => n + u.plays, 0)) * 100],
      [
        'churn rate at 2017-04-28, %',
        62.1,
        59,
        64,
        () => (population.filter((u) => !u.inLabelWindow).length / population.length) * 100,
      ],
      [
        'downloads in 30 days, mean',
        9,
        6.5,
        12,
        () => population.reduce((n, u) => n + u.downloads30, 0) / population.length,
      ],
      [
        'searches in 30 days, mean',
        10.5,
        8,
        13,
        () => population.reduce((n, u) => n + u.searches30, 0) / population.length,
      ],
      ['play_time as written, p50', 146, 120, 185, () => quantile(found.seconds, 0.5)],
      ['play_time as written, p75', 246, 235, 262, () => quantile(found.seconds, 0.75)],
      ['play_time of 0 or less, %', 17.9, 13, 20, () => (found.zero / found.seconds.length) * 100],
      ['play_time between 0 and the length, p25', 53, 42, 70, () => quantile(found.validSeconds, 0.25)],
      ['play_time between 0 and the length, p50', 197, 175, 220, () => quantile(found.validSeconds, 0.5)],
      [
        'play_time one second over the length, %',
        4.2,
        3,
        5,
        () => (found.oneOver / found.validLengths.length) * 100,
      ],
      [
        'plays of 80 % of the length, % of plays',
        49,
        42,
        58,
        () => (found.full / found.seconds.length) * 100,
      ],
      ['song_length where known, p25', 207, 195, 219, () => quantile(found.validLengths, 0.25)],
      ['song_length where known, p75', 280, 268, 292, () => quantile(found.validLengths, 0.75)],
      [
        'completion of a user, p25',
        0.405,
        0.34,
        0.48,
        () =>
          quantile(
            people.filter((u) => u.completed > 0).map((u) => u.completion / u.completed),
            0.25,
          ),
      ],
      [
        'completion of a user, p75',
        0.772,
        0.7,
        0.86,
        () =>
          quantile(
            people.filter((u) => u.completed > 0).map((u) => u.completion / u.completed),
            0.75,
          ),
      ],
      [
        'song_id 0, % of plays',
        8,
        7,
        9,
        () => (found.unknownSong / people.reduce((n, u) => n + u.plays, 0)) * 100,
      ],
      ['listeners of the first song, % of users', 16.5, 12, 23, () => listeners(1)],
      ['listeners of the tenth song, % of users', 5.8, 3.5, 9, () => listeners(10)],
      [
        'users of more than 10 songs, %',
        54,
        46,
        64,
        () => (people.filter((u) => u.songs.size > 10).length / played.length) * 100,
      ],
      ['repeats, % of plays, users of 600 plays or more', 94.3, 85, 95, () => repeats(600)],
    ])('%s: published %d, accepted %d to %d', (_, __, low, high, measure) => {
      const value = measure();
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
    });

    it('counts every line: events, and lines that are none', () => {
      const { countLine, binaryLine, blankUser, brokenLastLine } = manifest.dirt;
      const all = found.lineCount.play + found.lineCount.download + found.lineCount.search;
      const { play, download, search } = manifest.events;
      expect(all).toBe(play + download + search + countLine + binaryLine + blankUser + brokenLastLine);
      expect(found.eventCount).toEqual(manifest.events);
      expect(countLine).toBe(3);
      expect(brokenLastLine).toBe(2);
    });

    it('lets each ordinary user appear, and the service accounts besides', () => {
      expect(people).toHaveLength(4000);
      const most = (isMeant: (uid: string) => boolean): number => {
        let seconds = 0;
        for (const [key, s] of found.daySeconds)
          if (isMeant(key.split(' ')[0]!)) seconds = Math.max(seconds, s);
        return seconds;
      };
      const bots = manifest.serviceAccounts.botUserIds.map(String);
      expect(bots.length).toBeGreaterThan(1);
      for (const bot of bots) expect(most((uid) => uid === bot)).toBeGreaterThan(86_400);
      expect(most((uid) => found.users.has(uid))).toBeLessThan(86_400);
      expect([...found.daySeconds.keys()].some((key) => key.startsWith('0 '))).toBe(true);
      expect(people.filter((u) => u.plays === 0).length).toBeGreaterThan(10);
    });

    it('reports the population and churn rate that its own archives show', () => {
      const best = manifest.bestReachable!;
      const churned = population.filter((u) => !u.inLabelWindow).length;
      expect(best).toMatchObject({ snapshotDate: '2017-04-28', population: population.length });
      expect(best.churnRate).toBeCloseTo(churned / population.length, 12);
      expect(best.auc).toBeGreaterThan(0.9);
      expect(best.auc).toBeLessThan(0.925);
      expect(best.brier).toBeLessThan(0.125);
    });

    it('has the holes of the original', () => {
      const names = new Set(found.inner.keys());
      for (const { date, part, kind, state } of manifest.holes) {
        const name = `${date.replaceAll('-', '')}_${part}_${kind === 'download' ? 'down' : kind}.log.tar.gz`;
        expect(names.has(name)).toBe(state !== 'missing');
        const read = (): Buffer => gunzipSync(readFileSync(join(folder, 'default', name)));
        if (state === 'truncated') expect(read).toThrow('unexpected end of file');
        if (state === 'small') expect(read).not.toThrow();
      }
      expect(manifest.archives).toBe(names.size);
      expect(names.size).toBe(44 * 9 - 6);
    });

    it('names files inside archives as the original did', () => {
      expect(found.inner.get('20170401_3_play.log.tar.gz')).toBe('20170401_3_play.log');
      expect(found.inner.get('20170401_3_down.log.tar.gz')).toBe('3_down.log');
      expect(found.inner.get('20170330_1_search.log.tar.gz')).toBe('30_1_search.log');
      expect(found.inner.get('20170412_2_down.log.tar.gz')).toBe('20170412_2_down.log');
    });

    it('writes each kind in its dialect', () => {
      expect(found.samples['play ar']).toMatch(/^\d+\tar\t-?\d+\t[0-3]\t[^\t]+\t[^\t]+\t[^\t]+\t-?\d+\t0$/);
      expect(found.samples['download ar']).toMatch(/^\d+ \tar \t\d+ \t[^\t]* \t[^\t]* \t0$/);
      expect(found.samples['download ip']).toMatch(/^\d+ \tip \t\d+ \t[^\t]* \t[^\t]* \t0$/);
      expect(found.samples['search ip']).toMatch(/^\d+ \tip \t2017-03-30 \d\d:\d\d:\d\d \t\S+$/);
    });

    it('reports progress from 0 to 1', () => {
      expect(steps[0]).toBe(0);
      expect(steps.at(-1)).toBe(1);
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    });
  });

  describe('small sets', () => {
    const small = { userCount: 300, firstDay: '2017-03-28', lastDay: '2017-04-12', seed: 3 };
    const hashes = (directory: string): Record<string, string> =>
      Object.fromEntries(
        readdirSync(directory)
          .sort()
          .map((name) => [
            name,
            createHash('sha256')
              .update(readFileSync(join(directory, name)))
              .digest('hex'),
          ]),
      );

    it('gives the same bytes for the same seed, others for another', async () => {
      await writeSampleLogs({ ...small, directory: join(folder, 'one') });
      await writeSampleLogs({ ...small, directory: join(folder, 'two') });
      await writeSampleLogs({ ...small, seed: 4, directory: join(folder, 'three') });
      expect(hashes(join(folder, 'two'))).toEqual(hashes(join(folder, 'one')));
      expect(hashes(join(folder, 'three'))).not.toEqual(hashes(join(folder, 'one')));
      expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
      const { lines } = readArchive(join(folder, 'one', '20170329_3_play.log.tar.gz'));
      const before = lines.find((line) => /^\d+ *\t/.test(line))!;
      expect(
        before
          .split('\t')
          .slice(0, -1)
          .every((field) => field.endsWith(' ')),
      ).toBe(true);
    });

    it('has no best reachable prediction when the period is shorter than a label window', async () => {
      const options = { ...small, firstDay: '2017-04-01', lastDay: '2017-04-03' };
      const manifest = await writeSampleLogs({ ...options, directory: join(folder, 'short') });
      expect(manifest.bestReachable).toBeNull();
    });

    it('replaces older sample logs but leaves other files alone', async () => {
      const directory = join(folder, 'replaced');
      const options = { ...small, lastDay: '2017-03-29', directory };
      await writeSampleLogs(options);
      const manifest = await writeSampleLogs({ ...options, seed: 9 });
      expect(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))).toEqual(manifest);
      const mine = join(folder, 'mine');
      mkdirSync(mine);
      writeFileSync(join(mine, 'letter.txt'), 'dear');
      await expect(writeSampleLogs({ ...options, directory: mine })).rejects.toThrow(SampleLogsError);
      expect(readFileSync(join(mine, 'letter.txt'), 'utf8')).toBe('dear');
    });

    it('leaves nothing behind when it is cancelled, and cleans up after a process that died', async () => {
      const stop = new AbortController();
      const directory = join(folder, 'cancelled');
      mkdirSync(`${directory}.partial`);
      const onProgress = ({ fraction }: { fraction: number }): void => {
        if (fraction > 0.3) stop.abort(new Error('cancelled'));
      };
      const running = writeSampleLogs({ ...small, directory, onProgress, signal: stop.signal });
      await expect(running).rejects.toThrow('cancelled');
      expect(existsSync(directory)).toBe(false);
      expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
    });

    it.each([
      [{ userCount: 5 }, 'number of users'],
      [{ seed: -1 }, 'seed'],
      [{ lastDay: '2017-03-01' }, 'last day lies before'],
      [{ firstDay: '30.03.2017' }, 'not a date'],
      [{ lastDay: '2027-01-01' }, 'longer than'],
    ])('refuses %o in a sentence', async (wrong, reason) => {
      const running = writeSampleLogs({ ...small, directory: join(folder, 'never'), ...wrong });
      await expect(running).rejects.toThrow(reason);
    });

    it.each([
      ['below a file', 'a-file/logs'],
      ['that is a file', 'a-file'],
    ])('names a folder %s, which cannot be written', async (_, place) => {
      writeFileSync(join(folder, 'a-file'), '');
      const running = writeSampleLogs({ ...small, directory: join(folder, place) });
      await expect(running).rejects.toMatchObject({
        code: expect.stringMatching(/^(ENOTDIR|EEXIST)$/) as string,
        path: expect.stringContaining('a-file') as string,
      });
    });
  });
});
