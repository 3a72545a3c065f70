/** Text from user code, made safe for Markdown. */

/** Plain text that cannot begin a link, an image, emphasis, HTML, a table, a list or a heading. */
export function escapeText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()<>!|~&$]/g, String.raw`\$&`)
    .replace(/^(\s*\d*)([#+\-.])/, String.raw`$1\$2`);
}

/** A code span on one line; the fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  let longest = 0;
  for (const run of line.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return fence + pad + line + pad + fence;
}

/** An image; the alternative text stands where it cannot be shown. */
export function image(alternative: string, source: string): string {
  return `![${escapeText(alternative)}](${source})`;
}
