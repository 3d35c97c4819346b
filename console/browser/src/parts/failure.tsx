import type { Problem } from '../data/problem.js';
import { texts } from '../texts.js';
import { ServiceText } from './service-text.js';

/** Why something did not work, and what to do about it. */
export function Failure({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const { title, detail } = inWords(problem);
  return (
    <div className="box" data-kind="bad" role="alert">
      <strong>{title}</strong>
      <p>
        <ServiceText>{detail}</ServiceText>
      </p>
      {problem.errors.length > 0 && (
        <ul className="bullets">
          {problem.errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
      {retry !== undefined && (
        <button type="button" onClick={retry}>
          {texts.problems.retry}
        </button>
      )}
    </div>
  );
}

function inWords(problem: Problem): { title: string; detail: string } {
  const { code, detail, service, status } = problem;
  if (code === 'service_down' && service !== null) {
    return { title: texts.problems.down.title(service), detail: texts.problems.down.works[service] };
  }
  if (status === 403) return { title: texts.problems.forbidden, detail };
  return { title: texts.problems.titles[code] ?? texts.problems.refused, detail };
}
