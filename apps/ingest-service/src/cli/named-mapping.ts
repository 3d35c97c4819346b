import type { IngestClient } from '#clients';
import { readFile } from 'node:fs/promises';
import { BUILT_IN_MAPPINGS, builtInMapping } from '../mapping/built-in.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { MappingInvalid, readMapping } from '../mapping/read-mapping.js';
import { CommandError } from '../terminal.js';

/**
 * The mapping of that name, or of that YAML file, which the service gets first.
 * @throws CommandError when it is wrong, or no mapping has the name
 */
export async function mappingToUse(client: IngestClient, named: string): Promise<Mapping> {
  const text = await fileOf(named);
  if (text !== null) {
    const mapping = checked(text, named);
    await client.post('/admin/ingest/mappings', { body: { text }, repeatable: true });
    return mapping;
  }
  const { mappings } = await client.get('/ingest/mappings');
  const found = mappings.find(({ name }) => name === named);
  if (found === undefined)
    throw unknown(
      named,
      mappings.map(({ name }) => name),
    );
  return checked(found.text, named);
}

/** The built-in mapping of that name, or that of the YAML file. @throws CommandError as `mappingToUse` */
export async function mappingHere(named: string): Promise<Mapping> {
  const text = await fileOf(named);
  if (text !== null) return checked(text, named);
  const mapping = builtInMapping(named);
  if (mapping === null) throw unknown(named, Object.keys(BUILT_IN_MAPPINGS));
  return mapping;
}

async function fileOf(named: string): Promise<string | null> {
  if (!/\.ya?ml$/.test(named)) return null;
  try {
    return await readFile(named, 'utf8');
  } catch (cause) {
    throw new CommandError(`The mapping ${named} cannot be read.`, { cause });
  }
}

function checked(text: string, named: string): Mapping {
  try {
    return readMapping(text);
  } catch (error) {
    if (!(error instanceof MappingInvalid)) throw error;
    throw new CommandError(`The mapping ${named} is wrong.\n${error.problems.join('\n')}`, { cause: error });
  }
}

function unknown(named: string, names: readonly string[]): CommandError {
  return new CommandError(
    `There is no mapping ${named}: give a YAML file (.yaml), or one of ${names.join(', ')}.`,
  );
}
