import { databaseTrouble, reasonOf } from './database-trouble.js';

const withCode = (code: string): Error => Object.assign(new Error('what PostgreSQL said'), { code });

describe('an error of the database', () => {
  it.each([
    ['08006', 'database_unavailable'],
    ['57P01', 'database_unavailable'],
    ['57P02', 'database_unavailable'],
    ['57P03', 'database_unavailable'],
    ['53300', 'database_unavailable'],
    ['ECONNREFUSED', 'database_unavailable'],
    ['ETIMEDOUT', 'database_unavailable'],
    ['EAI_AGAIN', 'database_unavailable'],
    ['40001', 'database_conflict'],
    ['40P01', 'database_conflict'],
    ['57014', 'statement_timeout'],
    ['53100', 'disk_full'],
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['53200', 'database_resources'],
    ['53400', 'database_resources'],
    ['23505', undefined],
    ['57P0', undefined],
    ['ENOENT', undefined],
  ])('of code %s is %s', (code, trouble) => {
    expect(databaseTrouble(withCode(code))?.code).toBe(trouble);
  });

  it.each([
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('without a code is known by its text: %s', (text) => {
    expect(databaseTrouble(new Error(text))?.code).toBe('database_unavailable');
  });

  it.each([
    [
      'connection to the remote node musicbox@10.0.0.2:5432 failed with the following error: refused',
      '08006',
    ],
    [
      'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally',
      'XX000',
    ],
    ['could not connect to any active placements', '53000'],
  ])('of a node of Citus is one of a node, whatever its code: %s', (text, code) => {
    const trouble = databaseTrouble(Object.assign(new Error(text), { code }));
    expect(trouble).toEqual({
      code: 'database_unavailable',
      sentence: expect.stringMatching(/^A node of/) as string,
    });
    expect(databaseTrouble(new Error(trouble!.sentence))).toEqual(trouble);
  });

  it('is a sentence that names no file of the server', () => {
    const error = Object.assign(
      new Error('could not extend file "base/16384/2619": No space left on device'),
      {
        code: '53100',
      },
    );
    expect(reasonOf(error)).toMatch(/^The disk of the database is full/);
    expect(reasonOf(new Error('The log has no plays.'))).toBe('The log has no plays.');
    expect(reasonOf('text')).toBe('text');
  });
});

describe('the reason of a failure', () => {
  it.each([
    [{ message: 'what a queue reports', queue: 'work' }, 'what a queue reports'],
    [
      { code: '57P01', queue: 'work' },
      'The database cannot be reached just now; try again in a few seconds.',
    ],
    [{ queue: 'work' }, '{"queue":"work"}'],
    ['a text', 'a text'],
  ])('of %j is read from its members', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
