// Writes clients/typescript/generated/*.d.ts from the stored contracts; what is newer than its contract stays
// as it is.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedAt, inRoot } from './bootstrap/paths.mjs';

const OUT = inRoot('clients', 'typescript', 'generated');

mkdirSync(OUT, { recursive: true });
for (const service of ['ingest', 'churn', 'recommender']) {
  const contract = inRoot('test', 'contracts', `${service}-service.openapi.json`);
  const target = join(OUT, `${service}-service.d.ts`);
  const sources = [contract, inRoot('package-lock.json'), import.meta.filename];
  if (existsSync(target) && changedAt(target) > changedAt(...sources)) continue;
  writeFileSync(target, await typesOf(JSON.parse(readFileSync(contract, 'utf8'))));
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
  for (const operation of Object.values(contract.paths).flatMap(Object.values)) delete operation.operationId;
  // A member with a default may be left out of a request.
  const options = { transform, defaultNonNullable: false, silent: true };
  return astToString(await openapiTS(JSON.stringify(contract), options));
}
