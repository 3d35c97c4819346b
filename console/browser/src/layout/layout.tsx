import { onlineManager, useIsMutating, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { signOut, useSession } from '../data/session.js';
import { slowServices, watchSlowServices } from '../data/slow-services.js';
import { GROUPS, PAGES, preloadPage } from '../pages.js';
import { Choice } from '../parts/choice.js';
import { texts } from '../texts.js';
import styles from './layout.module.css';
import { applyTheme, chosenTheme, THEMES } from './theme.js';

/** The frame of every page: navigation, who is signed in, light or dark. */
export function Layout({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [isJumping, setJumping] = useState(false);
  const close = () => setOpen(false);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#main">
        {texts.layout.skip}
      </a>
      <header className={styles.side} data-open={isOpen}>
        <div className={styles.brand}>
          <Link href="/" onClick={close}>
            {texts.layout.brand}
          </Link>
          <button
            type="button"
            className={styles.menu}
            aria-expanded={isOpen}
            aria-controls="navigation"
            onClick={() => setOpen(!isOpen)}
          >
            {texts.layout.menu}
          </button>
        </div>
        <div id="navigation" className={styles.drawer}>
          <button type="button" className={styles.jump} title="Ctrl-K" onClick={() => setJumping(true)}>
            {texts.layout.jump.open}
          </button>
          <Navigation onChosen={close} />
          <Foot />
        </div>
      </header>
      <main id="main" className={styles.main} tabIndex={-1}>
        <Connection />
        {children}
      </main>
      <Jump isOpen={isJumping} setOpen={setJumping} />
    </div>
  );
}

function Navigation({ onChosen }: { onChosen: () => void }) {
  const [location] = useLocation();
  const link = (path: string) => (
    <Link
      href={path}
      onClick={onChosen}
      onPointerEnter={() => void preloadPage(path)}
      aria-current={isWithin(location, path) ? 'page' : undefined}
    >
      {nameOf(path)}
    </Link>
  );
  return (
    <nav aria-label={texts.layout.navigation}>
      <ul className={styles.links}>
        {GROUPS.map(({ name, paths }) => {
          const head = paths.find((path) => nameOf(path) === name);
          return (
            <li key={name}>
              {head === undefined ? <span>{name}</span> : link(head)}
              <ul className={styles.links}>
                {paths
                  .filter((path) => path !== head)
                  .map((path) => (
                    <li key={path}>{link(path)}</li>
                  ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function nameOf(path: string): string | undefined {
  return PAGES.find((page) => page.path === path)?.name;
}

function isWithin(location: string, path: string): boolean {
  return location === path || (path !== '/' && location.startsWith(`${path}/`));
}

function Foot() {
  const { name } = useSession();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <div className={`stack note ${styles.foot}`}>
      <Choice
        label={texts.layout.theme}
        value={theme}
        options={THEMES.map((one) => [one, texts.layout.themes[one]])}
        onChoose={(chosen) => {
          applyTheme(chosen);
          setTheme(chosen);
        }}
      />
      <p>{texts.layout.signedInAs(name)}</p>
      <ul className="stack" aria-label={texts.layout.documentation}>
        {(['ingest', 'churn', 'recommender'] as const).map((service) => (
          <li key={service}>
            <a href={`/api/${service}/docs`} target="_blank" rel="noreferrer">
              {texts.layout.apiOf(service)}
            </a>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => void signOut()}>
        {texts.layout.signOut}
      </button>
    </div>
  );
}

const JumpDialog = lazy(() => import('./jump-dialog.js'));

/** The dialog that leads anywhere, also opened by Ctrl-K. Its code is loaded when it is first opened. */
function Jump({ isOpen, setOpen }: { isOpen: boolean; setOpen: (isOpen: boolean) => void }) {
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', open);
    return () => window.removeEventListener('keydown', open);
  }, [setOpen]);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <JumpDialog onClose={() => setOpen(false)} />
    </Suspense>
  );
}

/**
 * Says that the browser is offline, that the console does not answer and is tried again, that a service is slow, or
 * that an action is under way.
 */
function Connection() {
  const isOnline = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );
  const cache = useQueryClient().getQueryCache();
  const isAway = useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () =>
      cache.getAll().some(({ state }) => (state.error ?? state.fetchFailureReason)?.code === 'console_away'),
  );
  const slow = useSyncExternalStore(watchSlowServices, slowServices);
  const isRenewing = useIsMutating() > 0;
  const others = slow ? texts.layout.slow(slow) : isRenewing ? texts.layout.renewing : '';
  const waiting = isAway ? texts.layout.reconnecting : others;
  const said = isOnline ? waiting : texts.layout.offline;
  return (
    <p className={styles.connection} aria-live="assertive" hidden={said === ''}>
      {said}
    </p>
  );
}
