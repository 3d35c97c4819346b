/**
 * The fields of one record (RFC 4180); null when it ends inside quotes. A quote that is neither at the start
 * of a field nor at its end is part of the text, as spreadsheets read it; `strict` makes the answer null
 * then, too.
 */
export function readCsvFields(record: string, strict: boolean, delimiter = ','): string[] | null {
  if (!record.includes('"')) return record.split(delimiter);
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < record.length; at++) {
    const character = record[at]!;
    if (quoted && character === '"' && record[at + 1] === '"') {
      field += '"';
      at++;
    } else if (character === '"' && (quoted || field === '')) {
      quoted = !quoted;
      if (strict && !quoted && at + 1 < record.length && record[at + 1] !== delimiter) return null;
    } else if (character === delimiter && !quoted) {
      fields.push(field);
      field = '';
    } else {
      if (strict && character === '"') return null;
      field += character;
    }
  }
  if (quoted) return null;
  fields.push(field);
  return fields;
}
