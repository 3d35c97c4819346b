// Writes clients/typescript/generated/*.d.ts from the stored contracts; what is newer than its contract stays
// as it is.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SERVICES = ['ingest', 'churn', 'recommender'];
const ROOT = new URL('../', import.meta.url);
const OUT = new URL('clients/typescript/generated/', ROOT);

/** What decides the types, next to the contract: the generator's version and this file. */
const recipe = [
  readFileSync(new URL('package-lock.json', ROOT)),
  readFileSync(fileURLToPath(import.meta.url)),
];

for (const service of SERVICES) {
  const contract = readFileSync(new URL(`test/contracts/${service}-service.openapi.json`, ROOT), 'utf8');
  const target = new URL(`${service}-service.d.ts`, OUT);
  const mark = `// ${fingerprint([contract, ...recipe])}\n`;
  if (read(target).startsWith(mark)) continue;
  mkdirSync(OUT, { recursive: true });
  writeFileSync(target, mark + (await typesOf(contract)));
}

async function typesOf(contract) {
  // Loaded only when there is work: the compiler behind them takes half a second.
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const { default: ts } = await import('typescript');
  const reference = (name, ...of) => ts.factory.createTypeReferenceNode(name, of);
  const binary = ts.factory.createUnionTypeNode([
    reference('Blob'),
    reference('ReadableStream', reference('Uint8Array')),
  ]);
  const transform = (schema) => (schema.format === 'binary' ? binary : undefined);
  // The client goes by path: without operation ids each operation is at its path alone.
  const { paths, ...rest } = JSON.parse(contract);
  for (const operation of Object.values(paths).flatMap(Object.values)) delete operation.operationId;
  // A member with a default may be left out of a request.
  const options = { transform, defaultNonNullable: false, silent: true };
  return astToString(await openapiTS(JSON.stringify({ ...rest, paths }), options));
}

function fingerprint(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function read(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
