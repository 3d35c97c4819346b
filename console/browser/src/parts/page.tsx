import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { texts } from '../texts.js';
import { Fold } from './fold.js';
import styles from './page.module.css';

/** Whether a page was shown before: then a new one takes the focus, so that screen readers announce it. */
let isLater = false;

/** A page: its title, the question it answers, and what can be done about the whole of it. */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isLater) heading.current?.focus();
    isLater = true;
  }, []);
  return (
    <div className={styles.page}>
      <title>{texts.layout.titleOf(title)}</title>
      <div className={styles.head}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/**
 * A part of a page under a heading of its own. @param shows what was asked for elsewhere on the page: the
 * heading takes the focus when it changes @param isFolded on phones only the heading is shown until a tap
 */
export function Section({
  title,
  note,
  actions,
  shows,
  isFolded = false,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  shows?: string | undefined;
  isFolded?: boolean;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (shows !== undefined) heading.current?.focus();
  }, [shows]);
  const name = (
    <h2 ref={heading} tabIndex={-1}>
      {title}
    </h2>
  );
  const about = note !== undefined && <p className={styles.note}>{note}</p>;
  if (isFolded) {
    return (
      <section className={styles.section}>
        <Fold summary={name}>
          {about}
          {actions}
          {children}
        </Fold>
      </section>
    );
  }
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <div>
          {name}
          {about}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Figures of one thing, each with its name. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
