import { Link } from 'wouter';
import { texts } from '../texts.js';
import { ServiceText } from './service-text.js';

const words = texts.doubtful;

/** Why the scores on the page may be wrong, and where to say that they are not; nothing where they are in order. */
export function Doubtful({ because }: { because: string | null | undefined }) {
  if (because === null || because === undefined) return null;
  return (
    <div className="box" data-kind="bad">
      <strong>{words.title}</strong>
      <p>
        <ServiceText>{because}</ServiceText> <Link href="/">{words.link}</Link>
      </p>
    </div>
  );
}
