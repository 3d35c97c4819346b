import { Link } from 'wouter';
import { Page } from '../parts/page.js';
import { texts } from '../texts.js';

export function NotFound() {
  return (
    <Page title={texts.notFound.title} lead={texts.notFound.lead}>
      <p>
        <Link href="/">{texts.notFound.back}</Link>
      </p>
    </Page>
  );
}
