import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const K = 20;
const HELD_OUT_SECONDS = 2 * 86_400;
/** Places of a held-out session that ask, and songs before one that are sent. */
const LAST_PLACE = 11;
const MOST_AFTER = 10;
const ASKED_AT_ONCE = 4;
const LONGEST_RETRAIN_MS = 1_800_000;
const MAPPING =
  'name: sessions\nrecords: lines\nuser: user\nsong: song\nsinger: singer\ntime: { column: at, format: unix }\n';

interface Play {
  user: string;
  session: string;
  song: string;
  at: number;
  singer: string;
}

/** Songs of a held-out session before one of its places, and the one there. */
interface Question {
  user: string;
  after: string[];
  next: string;
}

/**
 * How `GET /recommend/next` and `/recommend/:userId/next` find the next songs of real sessions, with the defaults of all
 * services: each file NAME.tsv.gz of the folder (columns UserId, SessionId, ItemId, Time, ArtistId) is loaded without
 * the last session of each user with two or more, where it begins in the last two days, and learned. Each place 1 to 11
 * of such a session asks whose song is known from the rest and not yet in the session, with up to ten songs before it.
 */
export async function measureNext(folder: string): Promise<void> {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.tsv.gz'))) {
    const { rest, held } = split(playsOf(join(folder, name)));
    const questions = questionsOf(held, new Set(rest.map(({ song }) => song)));
    const logs = mkdtempSync(join(tmpdir(), 'bench-next-'));
    try {
      const lines = rest.map(({ user, song, at, singer }) => JSON.stringify({ user, song, at, singer }));
      writeFileSync(join(logs, 'plays.jsonl'), lines.join('\n'));
      await onThrowAwayDatabase(async (url) => {
        const ranks = await servedRanks(url, logs, questions);
        for (const [path, found] of Object.entries(ranks)) {
          const mrr = found.reduce((sum, rank) => sum + 1 / rank, 0) / found.length;
          const hits = found.filter(Number.isFinite).length / found.length;
          console.log(
            `${name} ${path}: ${found.length} places, MRR@${K} ${mrr.toFixed(4)}, hit rate ${hits.toFixed(4)}`,
          );
        }
      });
    } finally {
      rmSync(logs, { recursive: true });
    }
  }
}

function playsOf(path: string): Play[] {
  const [, ...lines] = gunzipSync(readFileSync(path)).toString().trim().split('\n');
  return lines.map((line) => {
    const [user, session, song, at, singer] = line.split('\t') as [string, string, string, string, string];
    return { user, session, song, at: Number(at), singer: `Singer ${singer}` };
  });
}

function split(plays: readonly Play[]): { rest: Play[]; held: Play[][] } {
  const ordered = plays.toSorted((a, b) => a.at - b.at);
  const sessions = [...Map.groupBy(ordered, ({ session }) => session).values()];
  const heldFrom = ordered.at(-1)!.at - HELD_OUT_SECONDS;
  const held: Play[][] = [];
  for (const own of Map.groupBy(sessions, ([first]) => first!.user).values()) {
    if (own.length > 1 && own.at(-1)![0]!.at >= heldFrom) held.push(own.at(-1)!);
  }
  const isHeld = new Set(held.flat());
  return { rest: ordered.filter((play) => !isHeld.has(play)), held };
}

function questionsOf(held: readonly Play[][], known: ReadonlySet<string>): Question[] {
  return held.flatMap((session) => {
    const songs = session.map(({ song }) => song);
    return songs.slice(0, LAST_PLACE + 1).flatMap((next, place) => {
      if (place === 0 || !known.has(next) || songs.indexOf(next) < place) return [];
      return [{ user: session[0]!.user, after: songs.slice(Math.max(0, place - MOST_AFTER), place), next }];
    });
  });
}

/** The place of the next song of each question in the lists of guests and of users; Infinity: it is not there. */
async function servedRanks(
  url: string,
  logs: string,
  questions: readonly Question[],
): Promise<Record<string, number[]>> {
  const environment = {
    DATABASE_URL: url,
    LOGS_DIR: logs,
    NODE_ENV: 'production',
    RATE_LIMIT_PER_MINUTE: '0',
  };
  const services: ServiceProcess[] = [];
  const start = async (name: string): Promise<ServiceProcess> => {
    const service = new ServiceProcess(name, environment);
    services.push(service);
    await service.ready();
    return service;
  };
  try {
    const ingest = await start('ingest-service');
    await ingest.get('/admin/ingest/mappings', { body: { text: MAPPING } });
    await ingest.runJob('/admin/ingest/archives', { path: '.', mapping: 'sessions' });
    const recommender = await start('recommender-service');
    const { version, state } = await recommender.runJob('/admin/recommender/retrain', {}, LONGEST_RETRAIN_MS);
    // Where fewer users than RECOMMENDER_GATE_USERS have held-out days a person decides.
    if (state !== 'live')
      await recommender.get(`/admin/recommender/models/${String(version)}/promote`, {
        body: { accept: 'a benchmark' },
      });
    const { report } = await recommender.get<{ report: { next: object; seconds: object } }>(
      '/recommend/models/1',
    );
    console.log(JSON.stringify({ next: report.next, seconds: report.seconds }));
    const rankOf = async (path: string, { after, next }: Question): Promise<number> => {
      const asked = after.map((song) => `after=${song}`).join('&');
      const { songs } = await recommender.get<{ songs: { songId: string }[] }>(`${path}?${asked}&limit=${K}`);
      return songs.findIndex(({ songId }) => songId === next) + 1 || Infinity;
    };
    const ranks: Record<string, number[]> = { guests: [], users: [] };
    const waiting = questions.entries();
    await Promise.all(
      Array.from({ length: ASKED_AT_ONCE }, async () => {
        for (const [n, question] of waiting) {
          ranks['guests']![n] = await rankOf('/recommend/next', question);
          ranks['users']![n] = await rankOf(`/recommend/${question.user}/next`, question);
        }
      }),
    );
    return ranks;
  } finally {
    for (const service of services) await service.stop();
  }
}
