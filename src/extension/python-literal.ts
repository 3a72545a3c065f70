/** A parameter's value as Python writes it. */
export function pythonLiteral(value: number | boolean | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  // JavaScript's shortest form is Python, too; a float keeps its point so that it stays one.
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
