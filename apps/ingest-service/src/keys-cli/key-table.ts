import type { KeyRow } from '#common';

const HEAD = ['name', 'owner', 'scopes', 'state', 'token', 'made', 'expires', 'last used'];

/** Keys as lines of text; the tokens of one in its grace period each have a line. */
export function keyTable(keys: readonly KeyRow[]): string {
  if (keys.length === 0) return 'There is no named key yet; keys of settings are shown by GET /admin/keys.';
  const rows = keys.flatMap(({ name, owner, scopes, state, tokens, createdAt, expiresAt, revokedAt }) => {
    const end = minute(revokedAt ?? expiresAt);
    const shown = tokens ?? [];
    if (shown.length === 0)
      return [[name, owner ?? '-', scopes.join('+'), state, '-', minute(createdAt), end, '-']];
    return shown.map(({ prefix, endsAt, createdAt: made, lastUsedAt }) => [
      name,
      owner ?? '-',
      scopes.join('+'),
      endsAt === null ? state : 'in grace',
      `${prefix}…`,
      minute(made),
      endsAt === null ? end : minute(endsAt),
      minute(lastUsedAt),
    ]);
  });
  const widths = HEAD.map((title, column) =>
    Math.max(...[HEAD, ...rows].map((row) => row[column]!.length), title.length),
  );
  return [HEAD, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function minute(time: Date | string | null): string {
  return time === null ? '-' : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
