import { escapeText } from '#common';

/** A drawing of that many pixels. */
export function svg(width: number, height: number, title: string, content: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" font-family="system-ui, sans-serif" font-size="11" fill="#333">` +
    `<title>${escapeText(title)}</title>${content}</svg>`
  );
}

/** A page of its own: no script, no font and no style comes from elsewhere. @param synthetic says that the logs are generated */
export function htmlPage(title: string, content: string, synthetic: boolean): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .15rem 1rem .15rem 0; border-bottom: 1px solid #ddd; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; overflow-x: auto; }
svg:not([width]) { width: 100%; max-width: 45rem; height: auto; }
</style>
</head>
<body>
<h1>${escapeText(title)}</h1>${synthetic ? '\n<p><strong>The logs are generated: nothing here is about real listeners.</strong></p>' : ''}
${content}
</body>
</html>
`;
}

/** A table of texts and numbers; numbers are set to the right. */
export function htmlTable(head: string[], rows: (string | number)[][]): string {
  const cells = (row: (string | number)[]): string =>
    row
      .map((cell) =>
        typeof cell === 'number'
          ? `<td class="number">${cell.toLocaleString('en')}</td>`
          : `<td>${escapeText(cell)}</td>`,
      )
      .join('');
  return (
    `<table><thead><tr>${head.map((cell) => `<th>${escapeText(cell)}</th>`).join('')}</tr></thead>` +
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table>`
  );
}
