import type { Job } from '../../data/jobs.js';
import { checkJobs } from './check-jobs.js';

const job = (state: Job['state'], kind: string, finishedAt: string, input: object = { path: '.' }): Job => ({
  service: 'churn',
  id: finishedAt,
  kind,
  state,
  input: input as Job['input'],
  progress: { step: '', fraction: null, detail: {} },
  result: null,
  error: state === 'failed' ? 'The disk is full.' : null,
  createdAt: finishedAt,
  startedAt: finishedAt,
  finishedAt,
});
const NOW = Date.parse('2026-11-26T12:00:00Z');

describe('checks of jobs', () => {
  it('tell of failed jobs until a later one of their kind succeeds, for a week', () => {
    const failed = job('failed', 'churn.retrain', '2026-11-26T10:00:00Z');
    expect(checkJobs([failed], NOW)).toMatchObject([
      { urgency: 'act', isPutAside: true, subjects: [`job.${failed.id}`] },
    ]);
    expect(checkJobs([failed], NOW)[0]!.found).toContain('The disk is full.');
    const urgencies = (later: Job) => checkJobs([later, failed], NOW).map(({ urgency }) => urgency);
    expect(urgencies(job('succeeded', 'churn.retrain', '2026-11-26T11:00:00Z'))).toEqual(['fine']);
    expect(urgencies(job('cancelled', 'churn.retrain', '2026-11-26T11:00:00Z'))).toEqual(['act']);
    expect(urgencies(job('failed', 'churn.retrain', '2026-11-26T11:00:00Z'))).toEqual(['act']);
    expect(urgencies(job('succeeded', 'ingest', '2026-11-26T11:00:00Z'))).toEqual(['act']);
    const old = job('failed', 'churn.retrain', '2026-11-10T10:00:00Z');
    expect(checkJobs([old], NOW)).toMatchObject([{ urgency: 'fine' }]);
  });

  const upload = { path: '.', upload: 'u', files: ['a.log', 'b.log'] };
  it.each([
    [{ path: '2017/05' }, { path: '.' }, 'fine'],
    [{ path: '2017/05' }, { path: '2017' }, 'fine'],
    [{ path: '2017/05' }, { path: '2017/0' }, 'act'],
    [{ path: '.' }, { path: '2017' }, 'act'],
    [{ path: '.' }, upload, 'act'],
    [{ path: '.' }, { path: '.', bucket: true }, 'act'],
    [{ path: '.', watched: true }, { path: '.' }, 'fine'],
    [{ path: '.', watched: true }, { path: '.', watched: true }, 'fine'],
    [{ path: '.', bucket: true }, { path: '.', bucket: true }, 'fine'],
    [upload, { path: '.' }, 'act'],
    [upload, { path: '.', upload: 'v', files: ['b.log'] }, 'act'],
    [upload, { path: '.', upload: 'v', files: ['b.log', 'a.log', 'c.log'], mapping: 'ours' }, 'fine'],
    [{ path: 'a.log', upload: 'u' }, { path: 'a.log', upload: 'v' }, 'fine'],
    // Too many files to be named.
    [{ path: '.', upload: 'u' }, { path: '.', upload: 'u' }, 'fine'],
    [{ path: '.', upload: 'u' }, { path: '.', upload: 'v' }, 'act'],
  ])('after the failed load of %j and that of %j: %s', (failed, later, urgency) => {
    const jobs = [
      job('succeeded', 'ingest', '2026-11-26T11:00:00Z', later),
      job('failed', 'ingest', '2026-10-26T10:00:00Z', failed),
    ];
    expect(checkJobs(jobs, NOW)).toMatchObject([{ urgency }]);
  });
});
