/** Text of programs within Markdown. */

/** Text that stays text in a cell of a table. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
  );
}

/** Code in a cell of a table. */
export const markdownCode = (text: string): string =>
  `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
