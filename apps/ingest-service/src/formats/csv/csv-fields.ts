/**
 * The fields of one record (RFC 4180); null when it ends inside quotes. A quote that is neither at the start
 * of a field nor at its end is part of the text, as spreadsheets read it; `strict` makes the answer null
 * then, too.
 */
export function readCsvFields(record: string, strict: boolean, delimiter = ','): string[] | null {
  if (!record.includes('"')) return record.split(delimiter);
  const fields: string[] = [];
  for (let at = 0; ;) {
    let quoted = '';
    if (record[at] === '"') {
      for (;;) {
        const close = record.indexOf('"', at + 1);
        if (close < 0) return null;
        quoted += record.slice(at + 1, close);
        at = close + 1;
        if (record[at] !== '"') break;
        // Two quotes are one of the text.
        quoted += '"';
      }
      if (strict && at < record.length && record[at] !== delimiter) return null;
    }
    const end = record.indexOf(delimiter, at);
    const rest = record.slice(at, end < 0 ? record.length : end);
    if (strict && rest.includes('"')) return null;
    fields.push(quoted + rest);
    if (end < 0) return fields;
    at = end + 1;
  }
}
