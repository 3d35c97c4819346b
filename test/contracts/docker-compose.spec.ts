import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ingestSettings } from '../../apps/ingest-service/src/ingest.settings.js';
import { churnSettings } from '../../apps/churn-service/src/churn.settings.js';
import { consoleSettings } from '../../console/server/src/console.settings.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';

interface ComposeService {
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  user?: string;
  volumes?: string[];
}

const text = readFileSync('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const dockerfile = readFileSync('Dockerfile', 'utf8');
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  dependencies: { node: string };
};

const SETTINGS = {
  'ingest-service': ingestSettings,
  'churn-service': churnSettings,
  'recommender-service': recommenderSettings,
  console: consoleSettings,
};

/** dist/x/y.js is compiled from x/y.ts; dist/programs holds what the build has joined. */
function sourceOf(compiled: string): string {
  return compiled.startsWith('dist/programs/') ? compiled : compiled.replace(/^dist\/(.*)\.js$/, '$1.ts');
}

describe('docker-compose.yml', () => {
  it.each(Object.entries(SETTINGS))(
    '%s publishes its port alone, and takes all its settings',
    (name, settings) => {
      const { environment = {}, ports, user } = compose.services[name]!;
      expect(ports).toEqual([`${environment['PORT']}:${environment['PORT']}`]);
      expect(Object.keys(environment).filter((variable) => !(variable in settings.shape))).toEqual([]);
      const values = Object.entries(environment).map(([variable, value]) => [
        variable,
        String(value).replace(/\$\{\w+:(\?[^}]*|-)\}/g, (_, rule: string) =>
          rule === '-' ? '' : 'a-secret',
        ),
      ]);
      expect(settings.safeParse(Object.fromEntries(values)).error?.issues ?? []).toEqual([]);
      expect(user).toBe('node');
      // What needs a database waits for its tables.
      const migrated = compose.services[name]!.depends_on?.['migrations']?.condition;
      expect([name, migrated]).toEqual([
        name,
        name === 'console' ? undefined : 'service_completed_successfully',
      ]);
    },
  );

  it('lets the console find each service at its name and port', () => {
    const { INGEST_URL, CHURN_URL, RECOMMENDER_URL } = compose.services['console']!.environment!;
    for (const url of [INGEST_URL, CHURN_URL, RECOMMENDER_URL]) {
      const { hostname, port } = new URL(String(url));
      expect([url, compose.services[hostname]?.environment?.['PORT']]).toEqual([url, Number(port)]);
    }
  });

  it('mounts the logs where ingest-service looks for them, read-only', () => {
    const { volumes = [], environment } = compose.services['ingest-service']!;
    expect(volumes[0]).toMatch(new RegExp(`:${String(environment?.['LOGS_DIR'])}:ro$`));
  });

  it('keeps uploads on a volume that the user of the image may write', () => {
    const { environment, volumes = [], user } = compose.services['ingest-service']!;
    const folder = String(environment?.['UPLOADS_DIR']);
    const [volume] = volumes.map((mount) => mount.split(':')).find(([, target]) => target === folder)!;
    expect(Object.keys(compose.volumes)).toContain(volume);
    // A new volume takes the owner of the folder that the image has in its place.
    const made = dockerfile.search(
      new RegExp(`^RUN install -d -o ${user} -g ${user} -m 700 ${folder}$`, 'm'),
    );
    expect(made).toBeGreaterThan(dockerfile.lastIndexOf('FROM'));
    expect(made).toBeLessThan(dockerfile.lastIndexOf(`USER ${user}`));
  });

  it('runs programs that exist', () => {
    const programs = Object.values(compose.services).flatMap(({ command = [], entrypoint = [] }) =>
      [...command, ...entrypoint].filter((part) => part.startsWith('dist/')),
    );
    expect(programs).toHaveLength(Object.keys(compose.services).length - 1);
    expect(programs.filter((program) => !existsSync(sourceOf(program)))).toEqual([]);
  });

  it('holds no secret and no default for one: every variable is required, but for keys of settings', () => {
    const variables = text.match(/\$\{[^}]*\}/g) ?? [];
    expect(variables.length).toBeGreaterThan(3);
    for (const variable of variables)
      expect(variable).toMatch(/^\$\{([A-Z_]+:\?set [A-Z_]+|(READ|WRITE|ADMIN)_KEYS:-)\}$/);
    expect(text).not.toMatch(/PASSWORD: (?!\$\{)/);
  });
});

describe('Dockerfile', () => {
  it('copies files that exist, builds by a script that exists and runs as an ordinary user', () => {
    for (const [, script] of dockerfile.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(packageJson.scripts)).toContain(script);
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      files!.split(' '),
    );
    expect(copies.filter((file) => !existsSync(file))).toEqual([]);
    const [, main] = /^CMD \["node", "(.+)"\]$/m.exec(dockerfile)!;
    expect(existsSync(sourceOf(main!))).toBe(true);
    expect(dockerfile.lastIndexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('FROM'));
  });

  it('uses the same major Node as the pinned one', () => {
    const major = packageJson.dependencies.node.split('.')[0];
    for (const [, image] of dockerfile.matchAll(/^FROM node:(\d+)/gm)) expect(image).toBe(major);
  });
});
