import { Link } from 'wouter';
import { localized, withPages } from '../format/service-text.js';
import type { LinkToPage } from '../format/service-text.js';

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
