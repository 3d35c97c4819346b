import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { pageOfJob, pageOfSinger, pageOfSong, pageOfUser } from '../data/address.js';
import { useDebounced } from '../data/debounced.js';
import { useJobs } from '../data/jobs.js';
import { MODEL_KINDS } from '../data/models.js';
import { churn, ingest, recommender } from '../data/service.js';
import { useMayAdminister } from '../data/session.js';
import { ago } from '../format/times.js';
import { PAGES } from '../pages.js';
import { texts } from '../texts.js';
import styles from './layout.module.css';

const words = texts.layout.jump;
const SONGS = 6;
const SINGERS = 2;
const USERS = 3;
const JOBS = 5;

interface Place {
  to: string;
  name: string;
  kind: string;
}

/**
 * Finds pages, users by id, audiences, campaigns, endpoints, songs, singers, versions by number and jobs. Enter
 * leads to
 * the first.
 */
export default function JumpDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [, navigate] = useLocation();
  const places = usePlaces(text.trim());
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-label={words.open} className={styles.jumpDialog} onClose={onClose}>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (places[0] === undefined) return;
          dialog.current?.close();
          navigate(places[0].to);
        }}
      >
        <input
          type="search"
          aria-label={words.label}
          placeholder={words.label}
          value={text}
          maxLength={200}
          autoFocus
          onChange={({ target }) => setText(target.value)}
        />
      </form>
      <ul>
        {places.map(({ to, name, kind }) => (
          <li key={to}>
            <Link href={to} onClick={() => dialog.current?.close()}>
              <bdi>{name}</bdi>
            </Link>{' '}
            <small>{kind}</small>
          </li>
        ))}
      </ul>
      {places.length === 0 && <p role="status">{words.none}</p>}
    </dialog>
  );
}

function usePlaces(text: string): Place[] {
  const search = useDebounced(text);
  const songs = useQuery({
    ...recommender.query('/search', {
      params: { query: { q: search, limit: SONGS, includeHidden: true } },
    }),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });
  const users = useQuery({
    ...ingest.query('/ingest/users', { params: { query: { prefix: search, limit: USERS } } }),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });
  const audiences = useQuery(churn.query('/audiences'));
  const campaigns = useQuery(churn.query('/campaigns', { params: { query: { limit: 200 } } }));
  const enabled = useMayAdminister();
  const endpoints = useQuery({ ...churn.query('/admin/delivery/endpoints'), enabled });
  // A number needs no search, so that Enter leads to its user at once.
  const found = (text === '' ? [] : (users.data?.users ?? [])).map(({ userId }) => userId);
  const userIds = /^\d{1,19}$/.test(text) ? [text] : found;
  const { jobs } = useJobs();
  const has = (name: string) => name.toLowerCase().includes(text.toLowerCase());
  const pages = PAGES.filter(({ name }) => name !== undefined && has(name));
  const named = (
    kind: 'audience' | 'campaign' | 'endpoint',
    at: string,
    found: readonly { key?: string; name: string }[] = [],
  ) =>
    found
      .filter(({ name, key = name }) => text !== '' && (has(name) || has(key)))
      .map(({ name, key = name }) => ({ to: at + key, name, kind: words[kind] }));
  const number = /^(?:[a-z ]*\s)?v?(\d{1,6})$/i.exec(text)?.[1];
  const ofKind = MODEL_KINDS.filter(
    (kind) => /^v?\d+$/.test(text) || kind.startsWith(text.split(' ')[0]!.toLowerCase()),
  );
  return [
    ...pages.map(({ path, name }) => ({ to: path, name: name!, kind: words.page })),
    ...userIds.map((userId) => ({
      to: pageOfUser(userId),
      name: texts.people.personTitle(userId),
      kind: words.user,
    })),
    ...named('audience', '/audiences/', audiences.data?.audiences),
    ...named('campaign', '/campaigns/', campaigns.data?.campaigns),
    ...named('endpoint', '/delivery?endpoint=', endpoints.data?.endpoints),
    ...(number === undefined
      ? []
      : ofKind.map((kind) => ({
          to: `/models/${kind}/${number}`,
          name: `${kind} ${number}`,
          kind: words.version,
        }))),
    ...(text === '' ? [] : (songs.data?.songs ?? [])).map(({ songId, title, singer }) => ({
      to: pageOfSong(songId),
      name: [title ?? texts.unnamedSong(songId), singer].filter((part) => part !== null).join(' – '),
      kind: words.song,
    })),
    ...(text === '' ? [] : (songs.data?.singers ?? []).slice(0, SINGERS)).map(({ singerId, name }) => ({
      to: pageOfSinger(singerId),
      name,
      kind: words.singer,
    })),
    ...jobs
      .map(({ service, id, kind, createdAt }) => ({
        to: pageOfJob(service, id),
        name: `${texts.jobs.kinds[kind] ?? kind}, ${ago(createdAt)}`,
        kind: words.job,
      }))
      .filter(({ name, to }) => text !== '' && (has(name) || to.endsWith(text)))
      .slice(0, JOBS),
  ];
}
