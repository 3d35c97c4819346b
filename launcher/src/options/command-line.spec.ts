import { LauncherError } from '../launcher-error.js';
import { createCommand, readCommandLine } from './command-line.js';

const PLACES = { user: '/home/alice', checkout: '/srv/music box' };
const OURS =
  /^(LOGS_DIR|LOGS_MAPPING|DATABASE_URL|DATABASE_PORT|(INGEST|CHURN|RECOMMENDER|CONSOLE)_PORT|SAMPLE_\w+|MUSICBOX_\w+)$/;

describe('the command line', () => {
  const before = { ...process.env };
  const removeOurs = (): void => {
    for (const name of Object.keys(process.env))
      if (OURS.test(name)) Reflect.deleteProperty(process.env, name);
  };

  beforeEach(removeOurs);

  afterAll(() => {
    removeOurs();
    Object.assign(process.env, before);
  });

  const read = (...args: string[]): ReturnType<typeof readCommandLine> =>
    readCommandLine(args, process.env, PLACES);

  it('needs nothing at all', () => {
    expect(read()).toEqual({
      data: '/srv/music box/.musicbox',
      host: '127.0.0.1',
      ingestPort: 3001,
      churnPort: 3002,
      recommenderPort: 3003,
      consolePort: 3000,
      databasePort: 0,
      sampleWorld: 'music-box',
      sampleUsers: 20_000,
      sampleSeed: 1,
      sampleFrom: '2017-03-30',
      sampleTo: '2017-05-12',
    });
  });

  it('takes paths from where the user stands, and the data folder from the checkout', () => {
    const options = read('--logs', 'raw', '--data', 'elsewhere');
    expect(options).toMatchObject({ logs: '/home/alice/raw', data: '/srv/music box/elsewhere' });
  });

  it('takes the environment, with the command line above it and empty variables left out', () => {
    process.env['CHURN_PORT'] = '4002';
    process.env['SAMPLE_USERS'] = '500';
    process.env['LOGS_DIR'] = '';
    process.env['DATABASE_URL'] = '';
    const options = read('--churn-port', '5002');
    expect(options).toMatchObject({ churnPort: 5002, sampleUsers: 500 });
    expect([options.logs, options.databaseUrl]).toEqual([undefined, undefined]);
  });

  it('makes fewer users elsewhere, unless they are counted, and no logs beside given ones', () => {
    expect(read('--sample-world', 'elsewhere')).toMatchObject({ sampleUsers: 4_000 });
    const counted = read('--sample-world', 'elsewhere', '--sample-users', '700');
    expect(counted).toMatchObject({ sampleWorld: 'elsewhere', sampleUsers: 700 });
    expect(() => read('--sample-world', 'elsewhere', '--logs', 'raw')).toThrow('exclude each other');
  });

  it('refuses a port that two servers would share', () => {
    expect(() => read('--churn-port', '3001')).toThrow('Port 3001 is given to two servers');
    expect(() => read('--console-port', '3002')).toThrow('Port 3002 is given to two servers');
    expect(() => read('--database-port', '3003')).toThrow(LauncherError);
  });

  it.each(['mysql://a/b', 'localhost/db', 'postgres://localhost', 'postgres:///db', 'nonsense'])(
    'refuses the database URL %s without showing it',
    (url) => {
      expect(() => read('--database-url', url)).toThrow(/^DATABASE_URL is no PostgreSQL URL/);
    },
  );

  it('never deletes a database that it did not make', () => {
    expect(read('--reset')).toMatchObject({ reset: true });
    expect(() => read('--reset', '--database-url', 'postgres://u:p@host/db')).toThrow(
      /embedded database only/,
    );
  });

  it('notices options that npm took for itself', () => {
    const environment = { ...process.env, npm_config_logs: '/data' };
    expect(() => readCommandLine([], environment, PLACES)).toThrow('npm start -- --logs');
  });

  it.each([
    ['--ingest-port', '0'],
    ['--ingest-port', '65536'],
    ['--ingest-port', '30x'],
    ['--sample-users', '600001'],
    ['--sample-world', 'here'],
    ['--sample-from', '2017-02-30'],
    ['--sample-to', 'yesterday'],
    ['--no-such-option', ''],
  ])('refuses %s %s', (option, value) => {
    const command = createCommand(process.env)
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    expect(() => command.parse([option, value], { from: 'user' })).toThrow(/invalid|unknown option/);
  });

  it('lists every option with its variable and default', () => {
    const help = createCommand(process.env).helpInformation().replace(/\s+/g, ' ');
    for (const told of ['LOGS_DIR', 'MUSICBOX_DATA', 'DATABASE_URL', 'default: 3002', 'default: 20000']) {
      expect(help).toContain(told);
    }
  });
});
