import { isActive, useJobLog } from '../../data/jobs.js';
import type { Job, JobLogLine } from '../../data/jobs.js';
import { share } from '../../format/numbers.js';
import { duration, time, timeOfDay } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Records, Wrapped } from '../../parts/records.js';
import { isEmpty, ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';

const words = texts.jobs.job;

/** What did it do, how long did each step take, and with what figures did it end? */
export function JobLog({ job }: { job: Job }) {
  const log = useJobLog(job.service, job.id);
  return (
    <Section title={words.log} note={words.logNote}>
      <Answer of={log}>
        {({ lines }) =>
          lines.length === 0 ? (
            <Empty>{isActive(job) ? words.noLogYet : words.noLog}</Empty>
          ) : (
            <Lines lines={lines} endedAt={job.finishedAt} />
          )
        }
      </Answer>
    </Section>
  );
}

/** @param endedAt null while the last step runs */
function Lines({ lines, endedAt }: { lines: readonly JobLogLine[]; endedAt: string | null }) {
  const first = lines[0]!.number;
  const took = ({ number, at }: JobLogLine): string => {
    const end = lines[number - first + 1]?.at ?? endedAt;
    return end === null ? '' : duration(Date.parse(end) - Date.parse(at));
  };
  return (
    <>
      {first > 1 && <p>{words.dropped(first - 1)}</p>}
      <Records
        rows={lines.map((line) => ({
          time: (
            <time dateTime={line.at} title={time(line.at)}>
              {timeOfDay(line.at)}
            </time>
          ),
          step: line.step,
          duration: took(line),
          done: line.fraction === null ? null : share(line.fraction, 0),
          figures: isEmpty(line.detail) ? null : (
            <Wrapped>
              <Figures of={line.detail} />
            </Wrapped>
          ),
        }))}
        keys={lines.map(({ number }) => number)}
      />
    </>
  );
}

function Figures({ of: detail }: { of: JobLogLine['detail'] }) {
  return (
    <details>
      <summary>{words.figures(Object.keys(detail).length)}</summary>
      <ValueList value={detail} />
    </details>
  );
}
