import type { IdForm } from '#common';
import { draftMapping } from '../mapping/draft.js';
import type { MappingDraft } from '../mapping/draft.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { mappingOfFile } from '../mapping/path-columns.js';
import { MappingInvalid, readMapping } from '../mapping/read-mapping.js';
import { checkHead } from './check-mapping.js';
import type { MappingCheckDto } from './mapping-checks.dto.js';

/** Fewer events may well have a user each. */
const FEW_EVENTS = 20;

/**
 * A first draft of a mapping, with comments on what it makes of the bytes; a built-in mapping only where it reads
 * them. Null: they have none of the forms.
 * @param path or the name alone
 * @param head unpacked
 * @param isWhole false: the last record may be cut
 * @param form of the ids of the database; null: it has none yet
 */
export async function checkedDraft(
  path: string,
  head: Buffer,
  isWhole: boolean,
  form: IdForm | null = null,
): Promise<MappingDraft | null> {
  const comments: string[] = [];
  let draft = await draftMapping(path, head, form);
  if (draft !== null && draft.builtIn !== null) {
    const check = await checkHead(readingFile(draft.text, path), head, isWhole);
    if (check.refusal === null && check.users > 0) return draft;
    const { detail } = check.refusal ?? { detail: 'It makes no events.' };
    comments.push(`The built-in mapping ${draft.builtIn} does not fit. ${detail}`);
    draft = await draftMapping(path, head, form, false);
  }
  if (draft === null) return null;
  comments.push(...(await findingsOf(draft.text, path, head, isWhole)));
  const lines = comments.map((comment) => `# ${comment.replaceAll(/\s+/g, ' ')}\n`);
  return { ...draft, text: draft.text.replace(/^(?:# .*\n)*/, (first) => first + lines.join('')) };
}

/** @throws MappingInvalid */
function readingFile(text: string, path: string): Mapping {
  const mapping = readMapping(text);
  return mappingOfFile(mapping, path) ?? mapping;
}

async function findingsOf(text: string, path: string, head: Buffer, isWhole: boolean): Promise<string[]> {
  try {
    return sentencesOn(await checkHead(readingFile(text, path), head, isWhole));
  } catch (error) {
    if (!(error instanceof MappingInvalid)) throw error;
    return ['It is no mapping yet:', ...error.problems];
  }
}

function sentencesOn(check: MappingCheckDto): string[] {
  const { refusal, records, users, songs, days, firstDay, lastDay, rejected } = check;
  if (refusal !== null) return [`A load by it would refuse the file: ${refusal.detail}`];
  const events = Object.values(check.events).reduce((all, count) => all + count, 0);
  const reasons = Object.entries(rejected).map(([reason, count]) => `${count} ${reason}`);
  const found = [`${events} events`, `${users} users`, `${songs} songs`, `${days} days`].join(', ');
  const span = firstDay === null ? '' : ` (${firstDay} to ${lastDay!})`;
  return [
    `Of the first ${records} records: ${found}${span}.`,
    ...(reasons.length === 0 ? [] : [`It rejects ${reasons.join(', ')}.`]),
    ...(users === events && events >= FEW_EVENTS
      ? ['Each event is of another user: `user` may be the wrong column.']
      : []),
  ];
}
