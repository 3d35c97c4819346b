import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { signOut, useSession } from '../data/session.js';
import { PAGES } from '../pages.js';
import { Choice } from '../parts/choice.js';
import { texts } from '../texts.js';
import { Connection } from './connection.js';
import { Jump } from './jump.js';
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
  return (
    <nav aria-label={texts.layout.navigation}>
      <ul className={styles.links}>
        {PAGES.flatMap(({ path, name }) =>
          name === undefined ? (
            []
          ) : (
            <li key={path}>
              <Link
                href={path}
                onClick={onChosen}
                aria-current={isWithin(location, path) ? 'page' : undefined}
              >
                {name}
              </Link>
            </li>
          ),
        )}
      </ul>
    </nav>
  );
}

function isWithin(location: string, path: string): boolean {
  return location === path || (path !== '/' && location.startsWith(`${path}/`));
}

function Foot() {
  const { name } = useSession();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <div className={styles.foot}>
      <Choice
        label={texts.layout.theme}
        value={theme}
        options={THEMES.map((one) => [one, texts.layout.themes[one]])}
        onChoose={(chosen) => {
          applyTheme(chosen);
          setTheme(chosen);
        }}
      />
      <p className={styles.who}>{texts.layout.signedInAs(name)}</p>
      <ul className={styles.documents} aria-label={texts.layout.documentation}>
        {(['ingest', 'churn', 'recommender'] as const).map((service) => (
          <li key={service}>
            <a href={`/api/${service}/docs`} target="_blank" rel="noreferrer">
              {texts.layout.apiOf(service)}
            </a>
          </li>
        ))}
      </ul>
      <button type="button" className={styles.leave} onClick={() => void signOut()}>
        {texts.layout.signOut}
      </button>
    </div>
  );
}
