import { Link } from 'wouter';
import { localized } from '../format/service-text.js';
import { withPages } from './routes-as-pages.js';
import type { LinkToPage } from './routes-as-pages.js';

/** A text of a service as people read it: dates as they write them, and links in place of routes that a page shows. */
export function ServiceText({ children }: { children: string | null | undefined }) {
  if (children === null || children === undefined) return null;
  return withPages(children).map((part, place) =>
    typeof part === 'string' ? localized(part) : <PageLink key={place} {...part} />,
  );
}

export function PageLink({ to, text }: LinkToPage) {
  return <Link href={to}>{text}</Link>;
}
