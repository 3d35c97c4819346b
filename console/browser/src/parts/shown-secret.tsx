import { useEffect, useRef, useState } from 'react';
import { texts } from '../texts.js';

/** A secret that was made just now: nothing else ever shows it. */
export function ShownSecret({
  title,
  note,
  secret,
  onHide,
}: {
  title: string;
  note: string;
  secret: string;
  onHide: () => void;
}) {
  const [isCopied, setCopied] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section className="box">
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p>{note}</p>
      <code>{secret}</code>
      <div className="row">
        {/* Elsewhere browsers have no clipboard: the secret is marked by hand. */}
        {window.isSecureContext && (
          <button
            type="button"
            data-kind="main"
            onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}
          >
            {isCopied ? texts.secrets.copied : texts.secrets.copy}
          </button>
        )}
        <button type="button" onClick={onHide}>
          {texts.secrets.hide}
        </button>
      </div>
    </section>
  );
}
