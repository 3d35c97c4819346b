import { useQuery } from '@tanstack/react-query';
import { addressOf, churn } from '../../data/service.js';
import { Answer } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { texts } from '../../texts.js';

const words = texts.models.detail;
const PATH = '/admin/churn/models/{version}';
const FILES = ['card.md', 'model.onnx', 'postgresql.sql', 'duckdb.sql', 'bigquery.sql'];

/** The model card of a churn version, and links to the version in the forms of other programs. */
export function VersionFiles({ version, target }: { version: number; target: 'inactive' | 'ended' }) {
  const params = { path: { version }, query: { target } };
  const card = useQuery(churn.query(`${PATH}/card.md`, { params }));
  const actions = FILES.map((name) => {
    const [dialect, isSql] = name.split('.sql');
    const address = isSql === undefined ? `${PATH}/${name}` : `${PATH}/model.sql`;
    const query = { target, ...(isSql === undefined ? {} : { dialect }) };
    return (
      <a
        key={name}
        className="button"
        href={addressOf('churn', address, { ...params, query })}
        download={`churn-${version}-${name}`}
      >
        {name}
      </a>
    );
  });
  return (
    <Section title={words.card} note={words.cardNote} actions={actions} isFolded>
      <Answer of={card}>
        {(text) => (
          <pre tabIndex={0} role="region" aria-label={words.card} className="box scroll">
            {text as unknown as string}
          </pre>
        )}
      </Answer>
    </Section>
  );
}
