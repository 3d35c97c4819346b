import { useEffect, useRef, useState } from 'react';
import type { IngestComponents } from '../../data/contracts.js';
import { keysTexts } from '../../texts/keys.js';
import styles from './keys.module.css';

export type KeyWithToken = IngestComponents['schemas']['KeyWithTokenDto'];
const words = keysTexts.token;

/** The token of a key that was made or rotated just now: nothing else ever shows it. */
export function ShownToken({ of: { name, token }, onHide }: { of: KeyWithToken; onHide: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section className={styles.token}>
      <h2 ref={heading} tabIndex={-1}>
        {words.title(name)}
      </h2>
      <p>{words.note}</p>
      <code className={styles.value}>{token}</code>
      <div className={styles.changes}>
        {/* Elsewhere browsers have no clipboard: the token is marked by hand. */}
        {window.isSecureContext && (
          <button
            type="button"
            data-kind="main"
            onClick={() => void navigator.clipboard.writeText(token).then(() => setCopied(true))}
          >
            {isCopied ? words.copied : words.copy}
          </button>
        )}
        <button type="button" onClick={onHide}>
          {words.hide}
        </button>
      </div>
    </section>
  );
}
