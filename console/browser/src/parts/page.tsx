import { createContext, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { texts } from '../texts.js';
import { Fold } from './fold.js';
import styles from './page.module.css';

/** Whether a page was shown before: then a new one takes the focus, so that screen readers announce it. */
let isLater = false;

/**
 * A page: its title, the question it answers, and what can be done about the whole of it. @param back the page that it
 * is below, and the name of the link there
 */
export function Page({
  title,
  lead,
  back,
  actions,
  children,
}: {
  title: string;
  lead?: ReactNode;
  back?: readonly [to: string, name: string];
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
          <p className={styles.lead}>
            {lead} {back !== undefined && <Link href={back[0]}>{back[1]}</Link>}
          </p>
        </div>
        <div className="row">{actions}</div>
      </div>
      {children}
    </div>
  );
}

/** Of the section that a part is in: a table is called by it. */
export const SectionTitle = createContext('');

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
  const about = note !== undefined && <p className="note">{note}</p>;
  return (
    <section className={styles.section}>
      <SectionTitle value={title}>
        {isFolded ? (
          <Fold summary={name}>
            {about}
            {actions !== undefined && <div className="row">{actions}</div>}
            {children}
          </Fold>
        ) : (
          <>
            <div className={styles.head}>
              <div>
                {name}
                {about}
              </div>
              <div className="row">{actions}</div>
            </div>
            {children}
          </>
        )}
      </SectionTitle>
    </section>
  );
}
