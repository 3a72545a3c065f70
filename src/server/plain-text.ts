/** Markdown of our own hovers as plain text, for editors that show nothing else. */
export function plainText(markdown: string): string {
  return markdown
    .split('\n')
    .filter((line) => !line.startsWith('```'))
    .map((line) => line.trimEnd())
    .map((line) => (/[\u2800-\u28FF]/.test(line) ? line : withoutMarks(line)))
    .join('\n')
    .trim();
}

function withoutMarks(line: string): string {
  return line
    .replaceAll('**', '')
    .replace(/!?\[([^\]\[]*)\]\([^()]*\)/g, '$1')
    .replaceAll('`', '')
    .replace(/\\([\\_*{}[\]()<>!|~&$#+.-])/g, '$1');
}
