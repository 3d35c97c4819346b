import type { Plot as Drawing } from '#plots';
import { useEffect, useRef, useState } from 'react';
import { texts } from '../texts.js';
import styles from './plot.module.css';
import { Table } from './table.js';

const NARROWEST = 320;
/** Safari has no idle callbacks. */
const whenIdle: (then: () => void) => unknown =
  'requestIdleCallback' in window ? requestIdleCallback : (then) => setTimeout(then, 500);

/**
 * A plot drawn for the room it has, and what it shows as a table that opens. It is drawn once it is in view, and
 * out of view once the page is idle: nothing waits for it, and prints and searches find it.
 */
export function Plot({ draw }: { draw: (width: number) => Drawing }) {
  const room = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number | null>(null);
  // Tables of many plots make a page slow: each is made when it is opened.
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const place = room.current!;
    const size = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    const start = () => {
      if (place.isConnected) size.observe(place);
    };
    const view = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) start();
    });
    view.observe(place);
    whenIdle(start);
    return () => {
      size.disconnect();
      view.disconnect();
    };
  }, []);
  const plot = width === null ? null : draw(Math.max(NARROWEST, width));
  return (
    <figure className={styles.plot}>
      <div
        ref={room}
        className={styles.room}
        role="group"
        aria-label={plot?.title}
        aria-busy={plot === null}
        tabIndex={0}
      >
        {plot !== null && <div dangerouslySetInnerHTML={{ __html: plot.svg }} />}
      </div>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className="note">{texts.plots.figures}</summary>
        {isOpen && plot !== null && (
          <Table
            caption={plot.title}
            columns={plot.table.columns.map((name, at) => ({
              name: name === '' ? texts.plots.what : name,
              value: (row: Drawing['table']['rows'][number]) => row[at],
              isNumber: at > 0,
            }))}
            rows={plot.table.rows}
          />
        )}
      </details>
    </figure>
  );
}

/** Plots next to one another, as many in a row as have room. */
export function Plots({ of }: { of: readonly ((width: number) => Drawing)[] }) {
  return (
    <div className={styles.plots}>
      {of.map((draw, at) => (
        <Plot key={at} draw={draw} />
      ))}
    </div>
  );
}
