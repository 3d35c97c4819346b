import { z } from 'zod';
import { describeSettings } from './settings.controller.js';

const schema = z.object({
  PORT: z.coerce.number().default(3001).describe('TCP port'),
  DATABASE_URL: z.string().describe('database'),
  ADMIN_KEYS: z.array(z.string()).describe('keys'),
  SPARK_CONF: z.array(z.string()).describe('properties'),
  UPLOADS_DIR: z.string().optional().describe('folder'),
});

const settings = {
  PORT: 3001,
  DATABASE_URL: 'postgres://alice:pa:ss@word@db/music',
  ADMIN_KEYS: ['very-secret-key-1', 'very-secret-key-2'],
  SPARK_CONF: ['spark.driver.memory=4g', 'spark.hadoop.fs.s3a.secret.key=hush'],
  UPLOADS_DIR: undefined,
};

describe('describeSettings', () => {
  const described = describeSettings(schema, settings, { PORT: '', DATABASE_URL: 'postgres://…' });

  it('tells value, source and meaning, in the order of the schema', () => {
    expect(described.map(({ name }) => name)).toEqual(Object.keys(schema.shape));
    expect(described[0]).toEqual({ name: 'PORT', value: '3001', source: 'default', meaning: 'TCP port' });
    expect(described[1]).toMatchObject({ source: 'environment', meaning: 'database' });
    expect(described[4]).toMatchObject({ value: null, source: 'default' });
  });

  it('shows no key, no password and no secret', () => {
    const text = JSON.stringify(described);
    for (const secret of ['very-secret', 'pa:ss', 'word', 'hush']) expect(text).not.toContain(secret);
    expect(described[1]!.value).toBe('postgres://alice:(not shown)@db/music');
    expect(described[2]!.value).toBe('2 keys');
    expect(described[3]!.value).toBe('spark.driver.memory=4g spark.hadoop.fs.s3a.secret.key=(not shown)');
  });
});
