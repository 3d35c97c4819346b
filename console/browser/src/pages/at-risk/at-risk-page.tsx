import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useAddress } from '../../data/address.js';
import { usePages } from '../../data/pages.js';
import { addressOf, churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { amount, count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import { BANDS } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { User } from '../../parts/cells.js';
import { Choice } from '../../parts/choice.js';
import { Doubtful } from '../../parts/doubtful.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Wrapped } from '../../parts/records.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';
import { campaignOf, DEFAULTS, listOrder, orderOf } from './campaign.js';
import { Decision } from './decision.js';
import { Winback } from './winback.js';

const words = texts.atRisk;

const PAGE_SIZES = ['20', '50', '100', '200'] as const;
const RISKS = [0.5, 0.7, 0.9];

/** Who is about to leave, whom is it worth to contact, and with what? */
export default function AtRiskPage() {
  return (
    <Page title={texts.navigation.atRisk} lead={words.lead}>
      <Decision />
      <RankedUsers />
      <Winback />
    </Page>
  );
}

function RankedUsers() {
  const { of, change } = useAddress();
  const [band, size = '20', risk] = ['band', 'rows', 'risk'].map(of);
  const order = orderOf(of('order'));
  const { savedValue } = campaignOf({ ...DEFAULTS, savedValue: of('savedValue') ?? '' }, order);
  const shown = {
    ...(band === undefined ? {} : { band: band as Band }),
    ...(risk === undefined ? {} : { minRisk: Number(risk) }),
    ...listOrder(order, savedValue),
  };
  const audience = new URLSearchParams({
    ...(band && { 'band.is': band }),
    ...(risk && { 'probability.from': risk }),
    ...(order === 'value' && { order, defaultValue: String(savedValue) }),
  });
  const title = words.ranked[order];
  const mayAdminister = useMayAdminister();
  const pages = usePages(['churn', '/churn', shown, size], (cursor) =>
    churn.send('get', '/churn', { params: { query: { limit: Number(size), ...shown, cursor } } }),
  );
  const first = pages.data?.pages[0];
  const { data: users } = useQuery(churn.query('/churn/bands'));
  return (
    <Section
      title={title}
      note={first && words.rankedNote(count(first.population), day(first.snapshotDate), first.horizonDays)}
      actions={
        <>
          <Choice
            label={words.columns.band}
            value={band ?? ''}
            options={[
              ['', texts.lists.all],
              ...BANDS.map((one) => [one, users ? words.inBand(one, count(users[one])) : one] as const),
            ]}
            onChoose={(one) => change({ band: one })}
          />
          <Choice
            label={words.minRisk}
            value={risk ?? ''}
            options={[['', words.anyRisk], ...RISKS.map((one) => [String(one), share(one, 0)] as const)]}
            onChoose={(least) => change({ risk: least })}
          />
          <Choice
            label={texts.lists.perPage}
            value={size}
            options={PAGE_SIZES.map((one) => [one, one])}
            onChoose={(rows) => change({ rows })}
          />
          {audience.size > 0 && (
            <Link className="button" href={`/audiences/new?${audience.toString()}`}>
              {words.audience}
            </Link>
          )}
          {mayAdminister && (
            <a
              className="button"
              href={addressOf('churn', '/admin/churn/export.csv', { query: { ...shown, contactable: true } })}
              download="churn.csv"
            >
              {words.csv}
            </a>
          )}
        </>
      }
    >
      <Doubtful because={users?.doubtful} />
      <p aria-live="polite">
        {words.shown(band, risk && share(Number(risk), 0))} <ServiceText>{first?.order.sentence}</ServiceText>
      </p>
      <PagedTable
        of={pages}
        rows={({ users }) =>
          users.map(({ userId, probability, valueAtRisk, band, reasons }) => ({
            user: <User id={userId} />,
            ...(order === 'value' && { [words.columns.valueAtRisk]: amount(valueAtRisk ?? 0) }),
            [words.columns.risk]: share(probability),
            [words.columns.band]: <Badge state={band} />,
            [words.columns.reason]: (
              <Wrapped>
                <ServiceText>{reasons[0]?.sentence}</ServiceText>
              </Wrapped>
            ),
          }))
        }
        empty={words.nobody}
      />
    </Section>
  );
}
