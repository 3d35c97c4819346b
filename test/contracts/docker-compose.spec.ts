import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ingestSettings } from '../../apps/ingest-service/src/ingest.settings.js';
import { churnSettings } from '../../apps/churn-service/src/churn.settings.js';
import { consoleSettings } from '../../console/server/src/console.settings.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';

interface ComposeService {
  command?: string[];
  entrypoint?: string[];
  profiles?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  user?: string;
  volumes?: string[];
}

const root = process.cwd();
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

const APPS = {
  'ingest-service': { port: 3001, settings: ingestSettings },
  'churn-service': { port: 3002, settings: churnSettings },
  'recommender-service': { port: 3003, settings: recommenderSettings },
};

/** dist/x/y.js is compiled from x/y.ts; dist/programs holds what the build has joined. */
function sourceOf(compiled: string): string {
  if (compiled.startsWith('dist/programs/')) return join(root, compiled);
  return join(root, compiled.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
}

describe('docker-compose.yml', () => {
  it('has PostgreSQL, the migrations, the three services, their console and the command for keys', () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      ['console', 'keys', 'migrations', 'postgres', ...Object.keys(APPS)].sort(),
    );
  });

  it.each(Object.entries(APPS))('%s: command, port and settings exist in the project', (name, app) => {
    const service = compose.services[name]!;
    expect(existsSync(sourceOf(service.command!.at(-1)!))).toBe(true);
    const environment = service.environment ?? {};
    expect(environment['PORT']).toBe(app.port);
    // The port of the metrics stays inside: what has no key is not published.
    expect(service.ports).toEqual([`${app.port}:${app.port}`]);
    expect(environment['METRICS_PORT']).toBe(9464);
    for (const variable of Object.keys(environment)) {
      expect(Object.keys(app.settings.shape)).toContain(variable);
    }
    // With those variables set the service's own settings accept the environment.
    const values = Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [
        key,
        String(value)
          .replace(/\$\{\w+:\?[^}]*\}/g, 'long-enough-secret')
          .replace(/\$\{\w+:-\}/g, ''),
      ]),
    );
    expect(app.settings.safeParse(values).error?.issues ?? []).toEqual([]);
    expect(service.user).toBe('node');
    expect(service.depends_on?.['migrations']?.condition).toBe('service_completed_successfully');
  });

  it('has the console on port 3000, which finds the services by their names and holds no key', () => {
    const service = compose.services['console']!;
    expect(existsSync(sourceOf(service.command!.at(-1)!))).toBe(true);
    expect(service.ports).toEqual(['3000:3000']);
    const { PORT, ...environment } = service.environment!;
    expect(PORT).toBe(3000);
    const settings = consoleSettings.parse(environment);
    for (const name of Object.keys(environment)) expect(Object.keys(consoleSettings.shape)).toContain(name);
    const { INGEST_URL, CHURN_URL, RECOMMENDER_URL } = settings;
    const urls = Object.entries(APPS).map(([app, { port }]) => `http://${app}:${port}`);
    expect([INGEST_URL, CHURN_URL, RECOMMENDER_URL]).toEqual(urls);
    expect(service.user).toBe('node');
  });

  it('mounts the logs where ingest-service looks for them, read-only', () => {
    const ingest = compose.services['ingest-service']!;
    expect(ingest.volumes?.[0]).toMatch(new RegExp(`:${String(ingest.environment?.['LOGS_DIR'])}:ro$`));
  });

  it('keeps uploads on a volume that the user of the image may write', () => {
    const ingest = compose.services['ingest-service']!;
    const folder = String(ingest.environment?.['UPLOADS_DIR']);
    const mount = ingest.volumes?.map((volume) => volume.split(':')).find(([, target]) => target === folder);
    expect(mount).toHaveLength(2);
    expect(Object.keys(compose.volumes)).toContain(mount![0]);
    // A new volume takes the owner of the folder that the image has in its place.
    const made = new RegExp(`^RUN install -d -o ${ingest.user} -g ${ingest.user} -m 700 ${folder}$`, 'm');
    expect(dockerfile).toMatch(made);
    expect(dockerfile.search(made)).toBeLessThan(dockerfile.lastIndexOf(`USER ${ingest.user}`));
    expect(dockerfile.search(made)).toBeGreaterThan(dockerfile.lastIndexOf('FROM'));
  });

  it('runs the migrations, and makes keys on demand, by commands that exist', () => {
    const { migrations, keys } = compose.services;
    expect(existsSync(sourceOf(migrations!.command![1]!))).toBe(true);
    expect(existsSync(sourceOf(keys!.entrypoint!.at(-1)!))).toBe(true);
    expect(keys!.profiles).toHaveLength(1);
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
    const scripts = (
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    ).scripts;
    for (const [, script] of dockerfile.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, files] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const file of files!.split(' ')) expect(existsSync(join(root, file))).toBe(true);
    }
    const [, main] = /^CMD \["node", "(.+)"\]$/m.exec(dockerfile)!;
    expect(existsSync(sourceOf(main!))).toBe(true);
    expect(dockerfile.lastIndexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('FROM'));
  });

  it('uses the same major Node as the pinned one', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: { node: string };
    };
    const major = dependencies.node.split('.')[0];
    for (const [, image] of dockerfile.matchAll(/^FROM node:(\d+)/gm)) expect(image).toBe(major);
  });
});
