import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { useDebounced } from '../../data/debounced.js';
import { churn } from '../../data/service.js';
import { count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { User } from '../../parts/cells.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { LeftOut } from '../../parts/left-out.js';
import { NAMED_FIELDS } from '../../parts/field.js';
import { Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { ServiceText } from '../../parts/service-text.js';
import { audiencesTexts } from '../../texts/audiences.js';
import type { Rules } from './conditions.js';

type Audience = Churn['AudienceDto'];
const words = audiencesTexts.form;

/**
 * Who would be in it now, and the button that saves it. @param audience one that is changed; else
 * another is made
 */
export function Preview({ rules, audience }: { rules: Rules; audience: Audience | undefined }) {
  const asked = useDebounced(rules);
  const answer = useQuery({
    queryKey: ['churn', '/audiences/preview', asked],
    queryFn: () => churn.send('post', '/audiences/preview', { body: asked }),
    placeholderData: keepPreviousData,
  });
  return (
    <Section
      title={words.preview}
      actions={
        <Save
          rules={rules}
          audience={audience}
          users={asked === rules && !answer.isPlaceholderData ? answer.data?.users : undefined}
        />
      }
    >
      <Answer of={answer}>
        {({ users, leftOut, order, snapshotDate, examples }) => (
          <>
            <p aria-live="polite">
              {words.would(count(users), day(snapshotDate))} <ServiceText>{order.sentence}</ServiceText>
            </p>
            <LeftOut of={leftOut} />
            <Records
              rows={examples.map(({ userId, probability }) => ({
                user: <User id={userId} />,
                churnRisk: share(probability),
              }))}
              empty={audiencesTexts.noMembers}
            />
          </>
        )}
      </Answer>
    </Section>
  );
}

/** @param users who would be members; undefined while that is asked */
function Save({
  rules,
  audience,
  users,
}: {
  rules: Rules;
  audience: Audience | undefined;
  users: number | undefined;
}) {
  const isNew = audience === undefined;
  const { name, key } = NAMED_FIELDS;
  return (
    <ConfirmedAction
      words={isNew ? words.save : words.saveChange}
      of={audience?.name ?? ''}
      isDisabled={users === undefined}
      fields={{ name: { ...name, initial: audience?.name ?? '' }, ...(isNew && { key }) }}
      run={(named) =>
        isNew
          ? churn.send('post', '/admin/audiences', { body: { ...rules, ...named } })
          : churn.send('put', '/admin/audiences/{key}', {
              params: { path: { key: audience.key } },
              body: { ...rules, name: named.name },
            })
      }
      leadsTo={(saved) => `/audiences/${saved.key}`}
    >
      <p>{users !== undefined && (isNew ? words.save : words.saveChange).members(count(users))}</p>
    </ConfirmedAction>
  );
}
